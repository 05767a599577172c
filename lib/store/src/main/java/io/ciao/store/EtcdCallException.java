package io.ciao.store;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/// One request to etcd failed.
final class EtcdCallException extends Exception {
  private static final long serialVersionUID = 1L;

  /// What the failure tells about the request.
  enum Kind {
    /// It was never sent.
    UNSENT,
    /// No answer, or one that leaves open whether it was done.
    UNANSWERED,
    /// The revision asked for is compacted away, or not there yet.
    OUT_OF_RANGE,
    /// etcd refused it and did nothing.
    REJECTED,
    /// Our thread is to stop; its interrupt flag is set.
    INTERRUPTED
  }

  private final Kind kind;

  EtcdCallException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /// What a failed future says; `what` names the request.
  static EtcdCallException of(String what, Throwable failure) {
    Status status = Status.fromThrowable(failure);
    String description = status.getDescription();
    // gRPC appends its channel's inner state on further lines.
    String text =
        description == null
            ? status.getCode().name()
            : status.getCode() + " " + description.lines().findFirst().orElse("");
    return new EtcdCallException(kind(status.getCode()), what + ": " + text, failure);
  }

  private static Kind kind(Status.Code code) {
    return switch (code) {
      case OUT_OF_RANGE -> Kind.OUT_OF_RANGE;
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          UNIMPLEMENTED,
          UNAUTHENTICATED ->
          Kind.REJECTED;
      case OK, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, ABORTED, INTERNAL, UNAVAILABLE, DATA_LOSS ->
          Kind.UNANSWERED;
    };
  }
}
