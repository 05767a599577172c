package io.ciao.apiserver.status;

/// A request that is answered with an error. Thrown anywhere below the pipeline, answered by it
/// alone; carries no stack trace because it is an answer, not a fault.
public final class RequestRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient StatusError error;

  public RequestRefused(StatusError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  public StatusError error() {
    return error;
  }
}
