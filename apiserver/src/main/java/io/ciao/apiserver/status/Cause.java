package io.ciao.apiserver.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;

/// One thing that is wrong with a request.
///
/// @param reason a `FieldValue…` word of the conventions
/// @param message what was found and what is needed
/// @param field the path of the field, for example `spec.resources.memory`; empty if it is about
///   none
public record Cause(String reason, String message, String field) {
  public static final String REQUIRED = "FieldValueRequired";
  public static final String INVALID = "FieldValueInvalid";
  public static final String FORBIDDEN = "FieldValueForbidden";
  public static final String NOT_SUPPORTED = "FieldValueNotSupported";

  public static final String DUPLICATE = "FieldValueDuplicate";

  /// A value that another object has.
  public static Cause duplicate(String field, String value) {
    return new Cause(
        DUPLICATE, "Duplicate value: \"" + value + "\" belongs to another object", field);
  }

  public static Cause invalid(String field, String message) {
    return new Cause(INVALID, "Invalid value: " + message, field);
  }

  public static Cause forbidden(String field, String message) {
    return new Cause(FORBIDDEN, "Forbidden: " + message, field);
  }

  public static Cause required(String field, String message) {
    return new Cause(REQUIRED, "Required value: " + message, field);
  }

  ObjectNode toTree() {
    ObjectNode tree = Json.object();
    tree.put("reason", reason).put("message", message);
    if (!field.isEmpty()) {
      tree.put("field", field);
    }
    return tree;
  }

  /// The cause as one piece of a sentence: `spec.image: Required value`.
  String sentence() {
    return field.isEmpty() ? message : field + ": " + message;
  }
}
