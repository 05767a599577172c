package io.ciao.apiserver.entrance;

import io.ciao.apiserver.audit.Audit;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.exchange.RequestHandler;
import io.ciao.apiserver.identity.Authenticator;
import io.ciao.apiserver.identity.Impersonation;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.status.StatusError;

/// Stands before all other handlers: they see requests whose identity is known and final. Safe for
/// many threads.
public final class Door implements RequestHandler {
  private static final Answer FAILED =
      Answer.error(new StatusError(500, "InternalError", "Internal error occurred", null));

  private final RequestHandler inner;
  private final Authenticator authenticator;
  private final Impersonation impersonation;
  private final Audit audit;

  public Door(
      RequestHandler inner, Authenticator authenticator, Impersonation impersonation, Audit audit) {
    this.inner = inner;
    this.authenticator = authenticator;
    this.impersonation = impersonation;
    this.audit = audit;
  }

  @Override
  public Answer handle(ApiRequest request) throws InterruptedException {
    Audit.Begun begun = audit.begin();
    Identity caller = request.identity();
    Identity as = caller;
    Answer answer;
    try {
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
}
