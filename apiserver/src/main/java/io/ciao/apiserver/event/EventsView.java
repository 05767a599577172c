package io.ciao.apiserver.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.exchange.ByteSink;
import io.ciao.apiserver.registry.BodyReader;
import io.ciao.apiserver.request.MediaRange;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `events.k8s.io/v1`: every request is translated into one about `v1` events, carried out and
/// permitted as such, and its answer translated back. Pure but for what it hands the request to.
public final class EventsView {
  private static final String GROUP = "events.k8s.io";

  /// What the newer form demands of whoever creates an event.
  private static final List<String> REQUIRED =
      List.of("eventTime", "reportingController", "reportingInstance", "action", "reason", "type");

  private EventsView() {}

  /// Whatever answers requests about `v1` events.
  @FunctionalInterface
  public interface StoredEvents {
    Answer answer(RequestPath.Resource path, ApiRequest request) throws InterruptedException;
  }

  /// Whether a path is the view's.
  public static boolean serves(RequestPath.Resource path) {
    return path.group().equals(GROUP)
        && path.version().equals("v1")
        && path.resource().equals("events");
  }

  /// Answers a request about the view.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused as the stored events refuse it
  public static Answer answer(RequestPath.Resource path, ApiRequest request, StoredEvents events)
      throws InterruptedException {
    RequestPath.Resource stored =
        new RequestPath.Resource(
            "", "v1", path.namespace(), "events", path.action(), path.name(), path.subresource());
    return shown(events.answer(stored, translated(request)));
  }

  private static ApiRequest translated(ApiRequest request) {
    String selector = request.query().text("fieldSelector");
    ApiRequest translated =
        selector.isEmpty()
            ? request
            : new ApiRequest(
                request.method(),
                request.path(),
                request.query().with("fieldSelector", EventForms.storedSelector(selector)),
                request.headers(),
                request.body(),
                request.identity());
    return switch (request.method()) {
      case "POST" -> withObject(translated, created(object(request)));
      case "PUT" -> withObject(translated, object(request));
      case "PATCH" -> patch(translated);
      default -> translated;
    };
  }

  private static ObjectNode object(ApiRequest request) {
    ObjectNode object = BodyReader.object(request.body(), request.header("content-type"));
    String version = object.path("apiVersion").asText(EventForms.SHOWN_VERSION);
    if (!version.equals(EventForms.SHOWN_VERSION)) {
      throw Refusals.badRequest(
          "the API version in the data ("
              + version
              + ") does not match the expected API version ("
              + EventForms.SHOWN_VERSION
              + ")");
    }
    return object;
  }

  private static ObjectNode created(ObjectNode event) {
    List<Cause> causes = new ArrayList<>();
    for (String field : REQUIRED) {
      if (event.path(field).asText("").isEmpty()) {
        causes.add(new Cause(Cause.REQUIRED, "Required value", field));
      }
    }
    if (!causes.isEmpty()) {
      String name = event.path("metadata").path("name").asText("");
      throw Refusals.invalid(GROUP, "Event", name, causes);
    }
    return event;
  }

  private static ApiRequest withObject(ApiRequest request, ObjectNode shown) {
    Map<String, String> headers = new HashMap<>(request.headers());
    headers.put("content-type", Answer.JSON);
    return new ApiRequest(
        request.method(),
        request.path(),
        request.query(),
        headers,
        Json.write(EventForms.stored(shown)),
        request.identity());
  }

  /// A patch keeps its media type; which types there are is the stored events' matter.
  private static ApiRequest patch(ApiRequest request) {
    String type = MediaRange.parse(request.header("content-type")).type();
    byte[] body =
        switch (type) {
          case "application/json-patch+json" ->
              Json.write(EventForms.storedPatch(list(request.body())));
          case "application/merge-patch+json",
              "application/strategic-merge-patch+json",
              "application/apply-patch+yaml" ->
              Json.write(EventForms.stored(BodyReader.object(request.body())));
          default -> request.body();
        };
    return new ApiRequest(
        request.method(),
        request.path(),
        request.query(),
        request.headers(),
        body,
        request.identity());
  }

  private static JsonNode list(byte[] body) {
    String text = "{\"list\":" + new String(body, StandardCharsets.UTF_8) + "}";
    try {
      return Json.parse(text.getBytes(StandardCharsets.UTF_8)).path("list");
    } catch (UnreadableObjectException e) {
      throw Refusals.badRequest("the patch in the body cannot be read: " + e.getMessage());
    }
  }

  private static Answer shown(Answer answer) {
    if (answer.code() >= 300 || !answer.contentType().startsWith(Answer.JSON)) {
      return answer;
    }
    return switch (answer) {
      case Answer.Whole whole ->
          new Answer.Whole(
              whole.code(), whole.contentType(), whole.headers(), shown(whole.bytes()));
      case Answer.Streamed streamed ->
          new Answer.Streamed(
              streamed.code(),
              streamed.contentType(),
              streamed.headers(),
              sink -> {
                Lines lines = new Lines(sink);
                streamed.body().writeTo(lines);
                lines.end();
              });
    };
  }

  private static byte[] shown(byte[] json) {
    return Json.write(EventForms.shown(Json.parse(json)));
  }

  /// Translates what is streamed line by line; a list is one line.
  private static final class Lines implements ByteSink {
    private final ByteSink sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(ByteSink sink) {
      this.sink = sink;
    }

    @Override
    public void write(byte[] bytes) throws IOException, InterruptedException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int from = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          line.write(bytes, from, i - from);
          take(out);
          from = i + 1;
        }
      }
      line.write(bytes, from, bytes.length - from);
      if (out.size() > 0) {
        sink.write(out.toByteArray());
      }
    }

    private void take(ByteArrayOutputStream out) {
      if (line.size() > 0) {
        out.writeBytes(shown(line.toByteArray()));
        line.reset();
      }
      out.write('\n');
    }

    void end() throws IOException, InterruptedException {
      if (line.size() > 0) {
        sink.write(shown(line.toByteArray()));
      }
    }
  }
}
