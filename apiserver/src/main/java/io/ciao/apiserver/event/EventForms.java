package io.ciao.apiserver.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.HashMap;
import java.util.Map;

/// The two forms of an Event. They differ in the group and in the names of seven fields of the
/// object's first level, so that objects, lists, watch events, patches and field ownership are
/// translated by the same table. Pure.
final class EventForms {
  static final String STORED_VERSION = "v1";
  static final String SHOWN_VERSION = "events.k8s.io/v1";

  /// Stored name → shown name.
  private static final Map<String, String> SHOWN =
      Map.of(
          "involvedObject", "regarding",
          "message", "note",
          "source", "deprecatedSource",
          "firstTimestamp", "deprecatedFirstTimestamp",
          "lastTimestamp", "deprecatedLastTimestamp",
          "count", "deprecatedCount",
          "reportingComponent", "reportingController");

  private static final Map<String, String> STORED = inverse(SHOWN);

  private EventForms() {}

  private static Map<String, String> inverse(Map<String, String> table) {
    Map<String, String> inverse = new HashMap<>();
    table.forEach((from, to) -> inverse.put(to, from));
    return Map.copyOf(inverse);
  }

  /// What a client sent, an object or a merge patch of one, as it is stored.
  static ObjectNode stored(ObjectNode shown) {
    return translated(shown, STORED, STORED_VERSION);
  }

  /// A JSON patch of the shown form as one of the stored form.
  static JsonNode storedPatch(JsonNode operations) {
    JsonNode copy = operations.deepCopy();
    for (JsonNode operation : copy) {
      if (operation instanceof ObjectNode map) {
        for (String field : new String[] {"path", "from"}) {
          if (map.path(field).isTextual()) {
            map.put(field, storedPointer(map.path(field).asText()));
          }
        }
      }
    }
    return copy;
  }

  private static String storedPointer(String pointer) {
    String[] parts = pointer.split("/", 3);
    if (parts.length < 2) {
      return pointer;
    }
    parts[1] = STORED.getOrDefault(parts[1], parts[1]);
    return String.join("/", parts);
  }

  /// A field selector of the shown form as one of the stored form.
  static String storedSelector(String selector) {
    return selector
        .replaceAll("(^|,)\\s*regarding\\.", "$1involvedObject.")
        .replaceAll("(^|,)\\s*reportingController(?=[=!])", "$1reportingComponent");
  }

  /// Any answer about stored events as one about shown ones: an event, a list, a line of a watch,
  /// or a table with whole objects; everything else as it is.
  static JsonNode shown(JsonNode answer) {
    if (!(answer instanceof ObjectNode map)) {
      return answer;
    }
    switch (map.path("kind").asText("")) {
      case "Event" -> {
        return translated(map, SHOWN, SHOWN_VERSION);
      }
      case "EventList" -> {
        map.put("apiVersion", SHOWN_VERSION);
        showEach(map.path("items"));
      }
      case "Table" ->
          map.path("rows")
              .forEach(
                  row -> {
                    if (row instanceof ObjectNode fields && fields.path("object").isObject()) {
                      fields.set("object", shown(fields.path("object")));
                    }
                  });
      case "" -> {
        if (map.path("object").isObject()) {
          map.set("object", shown(map.path("object")));
        }
      }
      default -> {
        // a Status, or metadata alone
      }
    }
    return map;
  }

  private static void showEach(JsonNode items) {
    if (items instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof ObjectNode item) {
          list.set(i, translated(item, SHOWN, SHOWN_VERSION));
        }
      }
    }
  }

  private static ObjectNode translated(
      ObjectNode object, Map<String, String> names, String apiVersion) {
    ObjectNode translated = Json.object();
    object
        .properties()
        .forEach(
            field ->
                translated.set(
                    names.getOrDefault(field.getKey(), field.getKey()), field.getValue()));
    if (object.has("apiVersion")) {
      translated.put("apiVersion", apiVersion);
    }
    ownership(translated.path("metadata").path("managedFields"), names, apiVersion);
    return translated;
  }

  private static void ownership(JsonNode entries, Map<String, String> names, String apiVersion) {
    for (JsonNode entry : entries) {
      if (entry instanceof ObjectNode map && map.path("fieldsV1") instanceof ObjectNode fields) {
        ObjectNode renamed = Json.object();
        fields
            .properties()
            .forEach(
                field -> {
                  String name = field.getKey().startsWith("f:") ? field.getKey().substring(2) : "";
                  String key = names.containsKey(name) ? "f:" + names.get(name) : field.getKey();
                  renamed.set(key, field.getValue());
                });
        map.set("fieldsV1", renamed);
        map.put("apiVersion", apiVersion);
      }
    }
  }
}
