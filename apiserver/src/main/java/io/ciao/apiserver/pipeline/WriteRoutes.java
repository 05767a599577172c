package io.ciao.apiserver.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.patch.Patch;
import io.ciao.apiserver.registry.BodyReader;
import io.ciao.apiserver.registry.Registry;
import io.ciao.apiserver.registry.Written;
import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.request.OutputForm;
import io.ciao.apiserver.request.Verb;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.watch.ObjectFilter;

/// Create, update, patch and delete of every kind, and of their status.
public final class WriteRoutes {
  private final Registry registry;
  private final ScaleRoutes scales;

  public WriteRoutes(Registry registry) {
    this.registry = registry;
    this.scales = new ScaleRoutes(registry.scaling());
  }

  /// Reads and changes the scale of an object.
  Answer scale(ResourceRequest request) {
    return scales.answer(request);
  }

  /// Writes.
  ///
  /// @param mayCreate throws if the client may not create what it applies
  Answer answer(ResourceRequest request, Runnable mayCreate) throws InterruptedException {
    OutputForm.of(request.request().header("accept"), request.request().query());
    Written written =
        switch (request.verb()) {
          case CREATE -> create(request);
          case UPDATE -> update(request);
          case PATCH -> patch(request, mayCreate);
          case DELETE -> delete(request);
          case DELETECOLLECTION -> deleteCollection(request);
          case GET, LIST, WATCH ->
              throw Refusals.methodNotAllowed("a write does not take " + request.verb().word());
        };
    return Answer.bytes(written.code(), Answer.JSON, written.json())
        .withWarnings(written.warnings());
  }

  private Written create(ResourceRequest request) {
    if (!request.path().subresource().isEmpty()) {
      throw Refusals.methodNotAllowed("a status is replaced or patched, not created");
    }
    return registry.create(
        request.kind(), request.path().namespace(), body(request), request.writing());
  }

  private Written update(ResourceRequest request) {
    if (request.path().subresource().equals("finalize")) {
      return registry.finishNamespace(request.target(), body(request), request.writing());
    }
    return registry.replace(request.target(), isStatus(request), body(request), request.writing());
  }

  private Written patch(ResourceRequest request, Runnable mayCreate) {
    ApiRequest raw = request.request();
    if (request.isApply()) {
      return registry.apply(
          request.target(),
          isStatus(request),
          BodyReader.object(raw.body()),
          request.writing(),
          mayCreate);
    }
    Patch patch = Patch.read(raw.body(), raw.header("content-type"), request.kind());
    return registry.patch(request.target(), isStatus(request), patch, request.writing());
  }

  private Written delete(ResourceRequest request) {
    if (isStatus(request)) {
      throw Refusals.methodNotAllowed("a status cannot be deleted");
    }
    return registry.delete(request.target(), deleteOptions(request), request.writing());
  }

  private Written deleteCollection(ResourceRequest request) throws InterruptedException {
    return registry.deleteCollection(
        request.kind(),
        ObjectFilter.of(request.kind(), request.path().namespace(), request.read()),
        request.request().query().number("limit").orElse(0),
        deleteOptions(request),
        request.writing());
  }

  private static DeleteOptions deleteOptions(ResourceRequest request) {
    ApiRequest raw = request.request();
    return DeleteOptions.of(
        BodyReader.optionalObject(raw.body(), raw.header("content-type")), raw.query());
  }

  private static ObjectNode body(ResourceRequest request) {
    ApiRequest raw = request.request();
    return BodyReader.object(raw.body(), raw.header("content-type"));
  }

  private static boolean isStatus(ResourceRequest request) {
    return request.path().subresource().equals("status") && request.verb() != Verb.CREATE;
  }
}
