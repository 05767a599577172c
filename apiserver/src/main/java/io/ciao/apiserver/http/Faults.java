package io.ciao.apiserver.http;

import io.ciao.apiserver.status.StatusError;

/// What a client is told of a fault of ours: that it happened, and where its details are. Never a
/// stack trace.
final class Faults {
  private Faults() {}

  static StatusError internal(Throwable fault) {
    return new StatusError(
        500,
        "InternalError",
        "Internal error occurred: "
            + fault.getClass().getSimpleName()
            + "; the apiserver's log has the details",
        null);
  }
}
