package io.ciao.api.instance.batch;

/// An item that is not of the protocol's form. The message names the field, for whoever sent it.
public final class MalformedItemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedItemException(String problem) {
    super(problem);
  }

  /// Where and what is wrong.
  public String problem() {
    return String.valueOf(getMessage());
  }
}
