package io.ciao.apiserver.pipeline;

import io.ciao.apiserver.auth.Attributes;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.auth.Decision;
import io.ciao.apiserver.certificate.AuthorityDocument;
import io.ciao.apiserver.discovery.Discovery;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.exchange.RequestHandler;
import io.ciao.apiserver.health.Health;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import java.util.List;
import java.util.Optional;

/// Answers every request. Without a certificate, health, version and authority alone. Safe for many
/// threads.
public final class Pipeline implements RequestHandler {
  private final Health health;
  private final Discovery discovery;
  private final AuthorityDocument authority;
  private final ResourceRoutes resources;
  private final List<VirtualResources> virtual;
  private final Authorizer authorizer;

  public Pipeline(
      Health health,
      Discovery discovery,
      AuthorityDocument authority,
      ResourceRoutes resources,
      List<VirtualResources> virtual,
      Authorizer authorizer) {
    this.health = health;
    this.discovery = discovery;
    this.authority = authority;
    this.resources = resources;
    this.virtual = List.copyOf(virtual);
    this.authorizer = authorizer;
  }

  @Override
  public Answer handle(ApiRequest request) throws InterruptedException {
    try {
      RequestPath path = RequestPath.parse(request.path()).orElseThrow(Refusals::noSuchResource);
      return switch (path) {
        case RequestPath.NonResource(String plain) -> document(plain, request);
        case RequestPath.Resource resource when resource.resource().isEmpty() ->
            document(versionPath(resource), request);
        case RequestPath.Resource resource -> resource(resource, request);
      };
    } catch (RequestRefused refused) {
      return Answer.error(refused.error());
    }
  }

  private Answer resource(RequestPath.Resource resource, ApiRequest request)
      throws InterruptedException {
    if (request.identity().isAnonymous()) {
      throw Refusals.unauthorized();
    }
    for (VirtualResources own : virtual) {
      Optional<Answer> answer = own.answer(resource, request);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    return resources.answer(resource, request);
  }

  private Answer document(String path, ApiRequest request) {
    if (!request.method().equals("GET")) {
      throw Refusals.methodNotAllowed("the path " + path + " takes GET alone");
    }
    Optional<Answer> open = health.answer(path).or(() -> authority.answer(path));
    if (open.isPresent()) {
      return open.get();
    }
    if (request.identity().isAnonymous() && !path.equals("/version")) {
      throw Refusals.unauthorized();
    }
    Attributes reading = new Attributes.OfPath("get", path);
    if (authorizer.decide(request.identity(), reading) instanceof Decision.Allowed) {
      Optional<Answer> forAdmins = health.adminsAnswer(path);
      if (forAdmins.isPresent()) {
        return forAdmins.get();
      }
    }
    return discovery.answer(path, request).orElseThrow(Refusals::noSuchResource);
  }

  private static String versionPath(RequestPath.Resource resource) {
    return resource.group().isEmpty()
        ? "/api/" + resource.version()
        : "/apis/" + resource.group() + "/" + resource.version();
  }
}
