package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The rules that Secrets and ConfigMaps share: keys that can be file names, bytes in base64, at
/// most 1 MiB of values, and no change once they are immutable. No message names a value.
final class KeyedValues {
  private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");
  private static final int BYTES_MAX = 1 << 20;

  private KeyedValues() {}

  /// Keys and size of text values.
  ///
  /// @return the bytes of all values
  static long texts(Draft draft, String field) {
    long bytes = 0;
    for (Map.Entry<String, JsonNode> entry : draft.tree().path(field).properties()) {
      key(draft, field, entry.getKey());
      bytes += entry.getValue().asText().getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }

  /// Keys, form and size of values in base64.
  ///
  /// @return the bytes of all values
  static long bytes(Draft draft, String field) {
    long bytes = 0;
    for (Map.Entry<String, JsonNode> entry : draft.tree().path(field).properties()) {
      key(draft, field, entry.getKey());
      try {
        bytes += Base64.getDecoder().decode(entry.getValue().asText()).length;
      } catch (IllegalArgumentException malformed) {
        draft.refuse(Cause.invalid(field + "[" + entry.getKey() + "]", "must be base64"));
      }
    }
    return bytes;
  }

  static void limit(Draft draft, String field, long bytes) {
    if (bytes > BYTES_MAX) {
      draft.refuse(
          new Cause(
              "FieldValueTooLong",
              "Too long: may not have more than %,d bytes in all, has %,d"
                  .formatted(BYTES_MAX, bytes),
              field));
    }
  }

  private static void key(Draft draft, String field, String key) {
    if (!KEY.matcher(key).matches() || key.equals(".") || key.startsWith("..")) {
      draft.refuse(
          Cause.invalid(
              field,
              "the key \""
                  + key
                  + "\": must consist of letters, digits, '-', '_' and '.', have at most 253"
                  + " characters, and be neither . nor begin with .."));
    }
  }

  /// Refuses what changes an object that is immutable.
  static void unchanged(ObjectNode old, Draft draft, List<String> fields) {
    if (!old.path("immutable").asBoolean(false)) {
      return;
    }
    String why = "field is immutable when `immutable` is set";
    if (!draft.tree().path("immutable").asBoolean(false)) {
      draft.refuse(Cause.forbidden("immutable", why));
    }
    for (String field : fields) {
      boolean same = old.path(field).equals(draft.tree().path(field));
      boolean none = old.path(field).isEmpty() && draft.tree().path(field).isEmpty();
      if (!same && !none) {
        draft.refuse(Cause.forbidden(field, why));
      }
    }
  }
}
