package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.JsonPath;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.Subresources;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.ArrayList;
import java.util.List;

/// The `autoscaling/v1` Scale of an object: its replicas, wanted and present, in the one shape that
/// every scaling tool knows. Pure.
final class ScaleView {
  static final String API_VERSION = "autoscaling/v1";
  static final String KIND = "Scale";

  private ScaleView() {}

  /// The Scale of an object.
  static ObjectNode of(Subresources.Scale paths, ObjectNode object) {
    ObjectNode scale = Json.object();
    scale.put("kind", KIND).put("apiVersion", API_VERSION);
    ObjectNode metadata = scale.putObject("metadata");
    JsonNode own = object.path("metadata");
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      if (own.has(field)) {
        metadata.set(field, own.get(field));
      }
    }
    scale.putObject("spec").put("replicas", number(paths.specReplicas(), object));
    ObjectNode status = scale.putObject("status");
    status.put("replicas", number(paths.statusReplicas(), object));
    String selector = selector(paths, object);
    if (!selector.isEmpty()) {
      status.put("selector", selector);
    }
    return scale;
  }

  private static long number(JsonPath path, ObjectNode object) {
    return path.first(object).map(JsonNode::asLong).orElse(0L);
  }

  private static String selector(Subresources.Scale paths, ObjectNode object) {
    if (paths.labelSelectorPath().isEmpty()) {
      return "";
    }
    return JsonPath.parse(paths.labelSelectorPath())
        .first(object)
        .map(found -> found.isTextual() ? found.textValue() : text(found))
        .orElse("");
  }

  private static String text(JsonNode selector) {
    List<String> requirements = new ArrayList<>();
    for (var label : selector.path("matchLabels").properties()) {
      requirements.add(label.getKey() + "=" + label.getValue().asText());
    }
    for (JsonNode expression : selector.path("matchExpressions")) {
      String key = expression.path("key").asText();
      String values = String.join(",", ObjectTree.texts(expression.path("values")));
      requirements.add(
          switch (expression.path("operator").asText()) {
            case "In" -> key + " in (" + values + ")";
            case "NotIn" -> key + " notin (" + values + ")";
            case "DoesNotExist" -> "!" + key;
            default -> key;
          });
    }
    return String.join(",", requirements);
  }

  /// The replicas that a Scale asks for.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 422 if it is no number from 0, 400 if it is no
  ///   Scale
  static long replicas(ObjectNode scale) {
    String kind = scale.path("kind").asText(KIND);
    String version = scale.path("apiVersion").asText(API_VERSION);
    if (!kind.equals(KIND) || !version.equals(API_VERSION)) {
      throw Refusals.badRequest(
          "a " + API_VERSION + " " + KIND + " is needed, found " + version + " " + kind);
    }
    JsonNode replicas = scale.path("spec").path("replicas");
    if (replicas.isMissingNode() || replicas.isNull()) {
      return 0;
    }
    if (!replicas.isIntegralNumber() || replicas.asLong() < 0 || !replicas.canConvertToInt()) {
      throw Refusals.invalid(
          "autoscaling",
          KIND,
          ObjectTree.name(scale),
          List.of(Cause.invalid("spec.replicas", replicas + ": must be a whole number from 0")));
    }
    return replicas.asLong();
  }

  /// What an applied Scale says of the object itself.
  ///
  /// @param name the object's, which the Scale's must be
  /// @throws io.ciao.apiserver.status.RequestRefused as [#replicas], and 400 for another name
  static ObjectNode config(
      Subresources.Scale paths, KindDefinition kind, String name, ObjectNode scale) {
    long replicas = replicas(scale);
    String named = ObjectTree.name(scale);
    if (!named.isEmpty() && !named.equals(name)) {
      throw Refusals.badRequest("metadata.name is " + named + ", but the address names " + name);
    }
    ObjectNode config = Json.object();
    config.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    ObjectNode metadata = config.putObject("metadata").put("name", name);
    for (String field : List.of("uid", "resourceVersion")) {
      if (scale.path("metadata").hasNonNull(field)) {
        metadata.set(field, scale.path("metadata").get(field));
      }
    }
    if (scale.path("spec").hasNonNull("replicas")) {
      put(paths, config, replicas);
    }
    return config;
  }

  /// Puts replicas into an object.
  static void put(Subresources.Scale paths, ObjectNode object, long replicas) {
    String[] steps = paths.specReplicas().toString().substring(1).split("\\.", -1);
    ObjectNode at = object;
    for (int i = 0; i < steps.length - 1; i++) {
      at = ObjectTree.map(at, steps[i]);
    }
    at.put(steps[steps.length - 1], replicas);
  }
}
