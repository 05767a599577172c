package io.ciao.apiserver.entrance;

import io.ciao.apiserver.audit.Audit;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.certificate.Revocations;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.exchange.RequestHandler;
import io.ciao.apiserver.identity.Authenticator;
import io.ciao.apiserver.identity.Impersonation;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.status.StatusError;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.store.StoreException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/// Stands before all other handlers: they see requests whose identity is known and final. Safe for
/// many threads.
public final class Door implements RequestHandler {
  private static final Answer FAILED =
      Answer.error(new StatusError(500, "InternalError", "Internal error occurred", null));

  private final RequestHandler inner;
  private final Authenticator authenticator;
  private final Impersonation impersonation;
  private final Audit audit;
  private final Revocations revocations;

  public Door(RequestHandler inner, Parts parts) {
    this.inner = inner;
    this.authenticator = parts.authenticator();
    this.impersonation = parts.impersonation();
    this.audit = parts.audit();
    this.revocations = parts.revocations();
  }

  /// What it asks.
  public record Parts(
      Authenticator authenticator,
      Impersonation impersonation,
      Audit audit,
      Revocations revocations) {}

  @Override
  public Answer handle(ApiRequest request) throws InterruptedException {
    Audit.Begun begun = audit.begin();
    Identity caller = request.identity();
    Identity as = caller;
    Answer answer;
    try {
      requireGood(caller, request);
      caller = authenticator.identity(request);
      as = caller;
      as = impersonation.of(caller, request);
      answer = inner.handle(request.by(as));
    } catch (RequestRefused refused) {
      answer = Answer.error(refused.error());
    } catch (RuntimeException fault) {
      audit.end(begun, request, new Audit.Actor(caller, as), FAILED);
      throw fault;
    }
    return audit.end(begun, request, new Audit.Actor(caller, as), answer);
  }

  /// Its connection is about to be cut; a request may come between.
  private void requireGood(Identity caller, ApiRequest request) {
    X509Certificate certificate = caller.certificate();
    if (certificate == null) {
      return;
    }
    try {
      Optional<String> refusal =
          makesNode(caller, request)
              ? revocations.refusalNow(certificate)
              : revocations.refusal(certificate);
      if (refusal.isPresent()) {
        throw Refusals.revoked(refusal.get());
      }
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  private static boolean makesNode(Identity caller, ApiRequest request) {
    return caller.isNode() && request.method().equals("POST") && request.path().endsWith("/nodes");
  }
}
