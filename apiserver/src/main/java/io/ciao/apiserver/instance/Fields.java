package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.status.Refusals;
import io.ciao.store.ResourceKey;

/// Reads the fields of a batch item; what is missing or of a wrong type is refused with its path.
final class Fields {
  private final JsonNode item;
  private final String path;

  Fields(JsonNode item, String path) {
    this.item = item;
    this.path = path;
    if (!item.isObject()) {
      throw Refusals.badRequest(path + ": an object is needed");
    }
  }

  String text(String field) {
    JsonNode value = item.path(field);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw Refusals.badRequest(path + "." + field + ": a text is needed");
    }
    return value.asText();
  }

  /// The instance that `namespace` and `name` name.
  ResourceKey instance() {
    return new ResourceKey("instances", name("namespace"), name("name"));
  }

  private String name(String field) {
    String name = text(field);
    if (!ResourceKey.isName(name)) {
      throw Refusals.badRequest(path + "." + field + ": a name without \"/\" is needed");
    }
    return name;
  }

  /// A text; empty if absent.
  String optionalText(String field) {
    JsonNode value = item.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      throw Refusals.badRequest(path + "." + field + ": must be a text");
    }
    return value.asText();
  }

  long number(String field) {
    JsonNode value = item.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw Refusals.badRequest(path + "." + field + ": a whole number is needed");
    }
    return value.asLong();
  }

  boolean has(String field) {
    return item.hasNonNull(field);
  }

  Fields object(String field) {
    return new Fields(item.path(field), path + "." + field);
  }

  JsonNode node(String field) {
    return item.path(field);
  }
}
