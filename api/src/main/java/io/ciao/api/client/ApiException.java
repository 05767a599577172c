package io.ciao.api.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The apiserver answered, and the answer was no. `code` is the HTTP status, `reason` the word of
/// the Status object (`NotFound`, `Conflict` …), which alone decides what a caller does; `causes`
/// names fields, where it is about fields.
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;
  private final transient List<Cause> causes;
  private final transient @Nullable Subject subject;

  /// The object that it is about.
  ///
  /// @param resource the plural of its kind: `instances`
  public record Subject(String resource, String name) {}

  /// One field and what is wrong with it.
  public record Cause(String field, String message) {}

  public ApiException(int code, String reason, String message, List<Cause> causes) {
    this(code, reason, message, causes, null);
  }

  private ApiException(
      int code, String reason, String message, List<Cause> causes, @Nullable Subject subject) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.causes = List.copyOf(causes);
    this.subject = subject;
  }

  /// From the body of a refused request; `status` is null where the body was no Status object.
  public static ApiException of(int code, String attempted, @Nullable ObjectNode status) {
    if (status == null || !"Status".equals(status.path("kind").asText())) {
      return new ApiException(code, "Unknown", attempted + ": answered HTTP " + code, List.of());
    }
    var causes = new ArrayList<Cause>();
    for (JsonNode cause : status.path("details").path("causes")) {
      causes.add(new Cause(cause.path("field").asText(), cause.path("message").asText()));
    }
    var message = status.path("message").asText(attempted + ": answered HTTP " + code);
    var resource = status.path("details").path("kind").asText();
    var name = status.path("details").path("name").asText();
    return new ApiException(
        code,
        status.path("reason").asText("Unknown"),
        message,
        causes,
        resource.isEmpty() || name.isEmpty() ? null : new Subject(resource, name));
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

  /// What it is about, if the server says so.
  public Optional<Subject> subject() {
    return Optional.ofNullable(subject);
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
