package io.ciao.api.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The apiserver answered, and the answer was no. `code` is the HTTP status, `reason` the word of
/// the Status object (`NotFound`, `Conflict` …), which alone decides what a caller does; `causes`
/// names fields, where it is about fields.
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;
  private final transient List<Cause> causes;

  /// One field and what is wrong with it.
  public record Cause(String field, String message) {}

  public ApiException(int code, String reason, String message, List<Cause> causes) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.causes = List.copyOf(causes);
  }

  /// From the body of a refused request; `status` is null where the body was no Status object.
  static ApiException of(int code, String attempted, @Nullable ObjectNode status) {
    if (status == null || !"Status".equals(status.path("kind").asText())) {
      return new ApiException(code, "Unknown", attempted + ": answered HTTP " + code, List.of());
    }
    var causes = new ArrayList<Cause>();
    for (JsonNode cause : status.path("details").path("causes")) {
      causes.add(new Cause(cause.path("field").asText(), cause.path("message").asText()));
    }
    var message = status.path("message").asText(attempted + ": answered HTTP " + code);
    return new ApiException(code, status.path("reason").asText("Unknown"), message, causes);
  }

  public int code() {
    return code;
  }

  public String reason() {
    return reason;
  }

  public List<Cause> causes() {
    return causes;
  }

  public boolean isNotFound() {
    return code == 404;
  }

  /// Somebody else wrote in between, or the object exists already.
  public boolean isConflict() {
    return code == 409;
  }

  /// The version asked for is too old to be replayed; list again.
  public boolean isExpired() {
    return code == 410;
  }

  /// The object as sent, or as it would be after a patch, is not valid.
  public boolean isInvalid() {
    return code == 422;
  }

  /// The caller's leadership has ended.
  public boolean isTermLost() {
    return code == 412;
  }
}
