package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.Json;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One thing that is wrong with an object.
///
/// @param path where: `spec.members[2].mac`
/// @param message what was found and what is needed, in the form that Kubernetes clients know
///   (`Invalid value: "x": must be …`), without the path
/// @param badValue what was found; null if that is nothing
public record Violation(String path, Reason reason, String message, @Nullable JsonNode badValue) {
  private static final int SHOWN_CHARACTERS_MAX = 120;

  /// What kind of mistake it is.
  public enum Reason {
    REQUIRED("FieldValueRequired"),
    INVALID("FieldValueInvalid"),
    NOT_SUPPORTED("FieldValueNotSupported"),
    TYPE_INVALID("FieldValueTypeInvalid"),
    DUPLICATE("FieldValueDuplicate"),
    TOO_LONG("FieldValueTooLong"),
    TOO_MANY("FieldValueTooMany"),
    FORBIDDEN("FieldValueForbidden");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    /// The `reason` of a cause in a Status.
    public String code() {
      return code;
    }
  }

  /// A field that must be there is not; `detail` may be empty.
  public static Violation required(Object path, String detail) {
    var message = detail.isEmpty() ? "Required value" : "Required value: " + detail;
    return new Violation(path.toString(), Reason.REQUIRED, message, null);
  }

  /// A value that breaks a rule; `rule` begins with "must".
  public static Violation invalid(Object path, JsonNode value, String rule) {
    return withValue(path, Reason.INVALID, "Invalid value: ", value, ": " + rule);
  }

  /// A value of another type.
  public static Violation typeInvalid(Object path, JsonNode value, String rule) {
    return withValue(path, Reason.TYPE_INVALID, "Invalid value: ", value, ": " + rule);
  }

  /// A value that is none of those allowed.
  public static Violation notSupported(Object path, JsonNode value, List<JsonNode> allowed) {
    var list = allowed.stream().map(Violation::show).collect(Collectors.joining(", "));
    return withValue(
        path, Reason.NOT_SUPPORTED, "Unsupported value: ", value, ": supported values: " + list);
  }

  /// A value that stands in its list already.
  public static Violation duplicate(Object path, JsonNode value) {
    return withValue(path, Reason.DUPLICATE, "Duplicate value: ", value, "");
  }

  /// Text with more characters than allowed; the text itself is not repeated.
  public static Violation tooLong(Object path, JsonNode value, int max, int found) {
    return new Violation(
        path.toString(),
        Reason.TOO_LONG,
        "Too long: may not be longer than %,d characters, has %,d".formatted(max, found),
        value);
  }

  /// A list with more items than allowed.
  public static Violation tooMany(Object path, int max, int found) {
    return new Violation(
        path.toString(),
        Reason.TOO_MANY,
        "Too many: %,d: must have at most %,d items".formatted(found, max),
        null);
  }

  /// A field that may not be set here.
  public static Violation forbidden(Object path, String detail) {
    return new Violation(path.toString(), Reason.FORBIDDEN, "Forbidden: " + detail, null);
  }

  private static Violation withValue(
      Object path, Reason reason, String before, JsonNode value, String after) {
    return new Violation(path.toString(), reason, before + show(value) + after, value);
  }

  private static String show(JsonNode value) {
    var text = Json.writeText(value);
    return text.length() <= SHOWN_CHARACTERS_MAX
        ? text
        : text.substring(0, SHOWN_CHARACTERS_MAX) + "…";
  }

  /// All of them in one line, as the message of a Status has it.
  public static String summary(List<Violation> violations) {
    return violations.size() == 1
        ? violations.getFirst().toString()
        : violations.stream().map(Violation::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  /// Path and message in one line.
  @Override
  public String toString() {
    return path.isEmpty() ? message : path + ": " + message;
  }
}
