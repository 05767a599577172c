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

  /// Whether a leader's write was refused because its term is over.
  public boolean isTermLost() {
    return error.code() == 412;
  }

  /// Whether it lies with no object: any other write would end the same way for now, since the term
  /// is over or the store does not answer.
  public boolean isForAll() {
    return isTermLost() || error.code() == 504;
  }

  /// Whether a failure would be that of any other write, too.
  public static boolean endsAll(RuntimeException failure) {
    return failure instanceof RequestRefused refused && refused.isForAll();
  }
}
