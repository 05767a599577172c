package io.ciao.apiserver.pipeline;

import io.ciao.api.schema.GroupVersion;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.auth.Authorizer;
import io.ciao.apiserver.event.EventsView;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.request.ReadOptions;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.request.Verb;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;

/// Requests about kinds: finds the kind and the verb, asks for permission, and hands over to
/// whoever does it.
public final class ResourceRoutes {
  private final KindRegistry kinds;
  private final Permission permission;
  private final ReadRoutes reads;
  private final WriteRoutes writes;
  private final SpecialRoutes specials;
  private final CrdRoutes crds;

  public ResourceRoutes(
      KindRegistry kinds,
      Authorizer authorizer,
      ReadRoutes reads,
      WriteRoutes writes,
      SpecialRoutes specials,
      CrdRoutes crds) {
    this.kinds = kinds;
    this.permission = new Permission(authorizer, reads::catchUp);
    this.reads = reads;
    this.writes = writes;
    this.specials = specials;
    this.crds = crds;
  }

  Answer answer(RequestPath.Resource path, ApiRequest request) throws InterruptedException {
    if (EventsView.serves(path)) {
      return EventsView.answer(path, request, this::answer);
    }
    KindDefinition kind =
        kinds
            .byResource(new GroupVersion(path.group(), path.version()), path.resource())
            .or(() -> crds.kind(path))
            .orElseThrow(Refusals::noSuchResource);
    Verb verb =
        Verb.of(request.method(), path, request.query().flag("watch"))
            .orElseThrow(() -> notAllowed(request.method()));
    requirePlace(kind, path, verb);
    ResourceRequest resource =
        new ResourceRequest(request, path, kind, verb, ReadOptions.of(request.query(), kind));
    permission.require(resource);
    if (crds.serves(kind)) {
      return crds.answer(resource);
    }
    if (!path.action().isEmpty()) {
      return specials.action(resource);
    }
    if (path.subresource().equals("scale") && kind.subresources().scale().isPresent()) {
      return writes.scale(resource);
    }
    if (isFinalize(resource)) {
      return writes.answer(resource, () -> {});
    }
    if (!path.subresource().isEmpty() && !path.subresource().equals("status")) {
      return specials.subresource(resource);
    }
    return switch (verb) {
      case GET -> permission.through(resource, () -> reads.get(resource));
      case LIST -> permission.through(resource, () -> reads.list(resource));
      case WATCH -> reads.watch(resource, () -> permission.holds(resource));
      case CREATE, UPDATE, PATCH, DELETE, DELETECOLLECTION ->
          reads.inForm(
              resource, writes.answer(resource, () -> permission.require(resource.creating())));
    };
  }

  /// A namespaced object is named with its namespace, a cluster-scoped one without.
  private static void requirePlace(KindDefinition kind, RequestPath.Resource path, Verb verb) {
    if (!kind.namespaced() && path.namespace() != null) {
      throw Refusals.noSuchResource();
    }
    boolean anywhere = verb == Verb.LIST || verb == Verb.WATCH || !path.action().isEmpty();
    if (kind.namespaced() && path.namespace() == null && !anywhere) {
      throw path.name() == null
          ? Refusals.methodNotAllowed(
              "the server does not allow this method on the requested resource: name a namespace")
          : Refusals.noSuchResource();
    }
    if (path.subresource().equals("status") && !kind.hasStatus()) {
      throw Refusals.noSuchResource();
    }
  }

  private static boolean isFinalize(ResourceRequest resource) {
    return resource.kind().kind().equals("Namespace")
        && resource.path().subresource().equals("finalize")
        && resource.verb() == Verb.UPDATE;
  }

  private static RequestRefused notAllowed(String method) {
    return Refusals.methodNotAllowed(
        "the server does not allow this method on the requested resource: " + method);
  }
}
