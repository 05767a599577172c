package io.ciao.linux.kernel;

/// The kernel refused a request. The message says what was attempted and what it answered.
public final class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int number;

  /// @param attempted what was to be done, to which object
  /// @param answer the kernel's words
  /// @param number the error number, 0 if it was none of the kernel's
  public KernelException(String attempted, String answer, int number) {
    super("could not " + attempted + ": " + answer);
    this.number = number;
  }

  /// With the words for that number.
  public static KernelException of(String attempted, int number) {
    return new KernelException(attempted, ErrorNumber.text(number), number);
  }

  /// As in [ErrorNumber].
  public int number() {
    return number;
  }
}
