package io.ciao.apiserver.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.discovery.CrdView;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ByteSink;
import io.ciao.apiserver.output.ObjectWriter;
import io.ciao.apiserver.registry.Target;
import io.ciao.apiserver.request.OutputForm;
import io.ciao.apiserver.request.ReadOptions;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StatusError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Get, list and watch of the CRD view, whose objects never change.
public final class CrdRoutes {
  private static final long WATCH_SECONDS = 1_800;
  private static final long WATCH_SECONDS_MAX = 24 * 3_600;
  private static final String VERSION = "resourceVersion";

  private final CrdView view;
  private final InstantSource clock;

  public CrdRoutes(CrdView view, InstantSource clock) {
    this.view = view;
    this.clock = clock;
  }

  /// The view's kind, if the path is about it.
  Optional<KindDefinition> kind(RequestPath.Resource path) {
    KindDefinition kind = view.kind();
    boolean matches =
        path.group().equals(kind.group())
            && path.version().equals(kind.version())
            && path.resource().equals(kind.plural());
    return matches ? Optional.of(kind) : Optional.empty();
  }

  boolean serves(KindDefinition kind) {
    return kind.groupResource().equals(view.kind().groupResource());
  }

  Answer answer(ResourceRequest request) {
    if (!request.path().subresource().isEmpty() || !request.path().action().isEmpty()) {
      throw Refusals.noSuchResource();
    }
    OutputForm form = OutputForm.of(request.request().header("accept"), request.request().query());
    ObjectWriter writer = new ObjectWriter(view.kind(), form, clock);
    return switch (request.verb()) {
      case GET -> get(request.target(), writer);
      case LIST -> list(request.read(), writer, form);
      case WATCH -> watch(request, writer, form);
      case CREATE, UPDATE, PATCH, DELETE, DELETECOLLECTION ->
          throw Refusals.methodNotAllowed(
              "the server does not allow this method on the requested resource: kinds come with the"
                  + " program and cannot be changed");
    };
  }

  private Answer get(Target target, ObjectWriter writer) {
    ObjectNode object =
        view.object(target.name())
            .orElseThrow(() -> Refusals.notFound(target.resource(), target.name()));
    return Answer.bytes(200, Answer.JSON, writer.single(Json.write(object)));
  }

  private List<ObjectNode> selected(ReadOptions options) {
    return view.objects().stream()
        .filter(object -> options.labels().matches(object) && options.fields().matches(object))
        .toList();
  }

  /// In every form a list is the first object's answer with the others' rows or the objects put in.
  private Answer list(ReadOptions options, ObjectWriter writer, OutputForm form) {
    ObjectNode list = Json.object();
    ArrayNode items = Json.array();
    String place = form instanceof OutputForm.Table ? "rows" : "items";
    for (ObjectNode object : selected(options)) {
      JsonNode shown = Json.parse(writer.single(Json.write(object)));
      items.add(form instanceof OutputForm.Table ? shown.path("rows").get(0) : shown);
      if (form instanceof OutputForm.Table) {
        list.set("columnDefinitions", shown.path("columnDefinitions"));
      }
    }
    switch (form) {
      case OutputForm.Plain _ ->
          list.put("kind", view.kind().names().listKind())
              .put("apiVersion", view.kind().apiVersion());
      case OutputForm.MetadataOnly partial ->
          list.put("kind", "PartialObjectMetadataList")
              .put("apiVersion", "meta.k8s.io/" + partial.version());
      case OutputForm.Table table ->
          list.put("kind", "Table").put("apiVersion", "meta.k8s.io/" + table.version());
    }
    list.putObject("metadata").put(VERSION, Long.toString(view.version()));
    list.set(place, items);
    return Answer.json(200, list);
  }

  private Answer watch(ResourceRequest request, ObjectWriter writer, OutputForm form) {
    ReadOptions options = request.read();
    long asked = options.version().orElse(0);
    if (asked != 0 && asked != view.version()) {
      ObjectNode error = new StatusError(410, "Expired", "too old resource version", null).toTree();
      return Answer.stream(200, Answer.JSON, sink -> sink.write(line("ERROR", error)));
    }
    long lasts = options.watching().timeoutSeconds().orElse(0);
    long seconds = Math.min(lasts == 0 ? WATCH_SECONDS : lasts, WATCH_SECONDS_MAX);
    long silence =
        options.watching().bookmarks()
            ? options.watching().maxSilenceSeconds().orElse(seconds)
            : seconds;
    List<ObjectNode> state = options.beginsWithState() ? selected(options) : List.of();
    boolean ends = request.request().query().flag("sendInitialEvents");
    return Answer.stream(
        200,
        Answer.JSON,
        sink -> {
          tell(state, writer, form, sink);
          if (ends) {
            sink.write(line("BOOKMARK", bookmark(true)));
          }
          Thread.sleep(Duration.ofSeconds(Math.min(silence, seconds)));
          for (long left = seconds - silence; left > 0; left -= silence) {
            sink.write(line("BOOKMARK", bookmark(false)));
            Thread.sleep(Duration.ofSeconds(Math.min(silence, left)));
          }
        });
  }

  private static void tell(
      List<ObjectNode> state, ObjectWriter writer, OutputForm form, ByteSink sink)
      throws IOException, InterruptedException {
    boolean first = true;
    for (ObjectNode object : state) {
      ObjectNode shown = Json.parse(writer.single(Json.write(object)));
      if (!first && form instanceof OutputForm.Table) {
        shown.putArray("columnDefinitions");
      }
      first = false;
      sink.write(line("ADDED", shown));
    }
  }

  private ObjectNode bookmark(boolean endsState) {
    ObjectNode object = Json.object();
    object.put("kind", view.kind().kind()).put("apiVersion", view.kind().apiVersion());
    ObjectNode metadata = object.putObject("metadata");
    metadata.put(VERSION, Long.toString(view.version()));
    if (endsState) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    return object;
  }

  private static byte[] line(String type, ObjectNode object) {
    ObjectNode event = Json.object().put("type", type);
    event.set("object", object);
    return (Json.writeText(event) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
