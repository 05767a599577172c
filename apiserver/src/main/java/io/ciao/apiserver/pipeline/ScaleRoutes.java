package io.ciao.apiserver.pipeline;

import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.patch.Patch;
import io.ciao.apiserver.registry.BodyReader;
import io.ciao.apiserver.registry.Scaling;
import io.ciao.apiserver.registry.Written;
import io.ciao.apiserver.status.Refusals;

/// Get, update, patch and apply of `…/scale`.
final class ScaleRoutes {
  private final Scaling scaling;

  ScaleRoutes(Scaling scaling) {
    this.scaling = scaling;
  }

  Answer answer(ResourceRequest request) {
    ApiRequest raw = request.request();
    String type = raw.header("content-type");
    return switch (request.verb()) {
      case GET -> Answer.bytes(200, Answer.JSON, scaling.get(request.target()));
      case UPDATE ->
          shown(
              scaling.replace(
                  request.target(), BodyReader.object(raw.body(), type), request.writing()));
      case PATCH -> {
        if (request.isApply()) {
          yield shown(
              scaling.apply(request.target(), BodyReader.object(raw.body()), request.writing()));
        }
        Patch patch = Patch.readForScale(raw.body(), type);
        yield shown(scaling.patch(request.target(), patch, request.writing()));
      }
      case CREATE, DELETE, DELETECOLLECTION, LIST, WATCH ->
          throw Refusals.methodNotAllowed("a scale is read, replaced or patched");
    };
  }

  private static Answer shown(Written written) {
    return Answer.bytes(written.code(), Answer.JSON, written.json())
        .withWarnings(written.warnings());
  }
}
