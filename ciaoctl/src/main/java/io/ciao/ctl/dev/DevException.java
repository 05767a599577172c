package io.ciao.ctl.dev;

/// The cluster could not be brought up or taken down; the message says what was found and what to
/// do.
public final class DevException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DevException(String message) {
    super(message);
  }

  public DevException(String message, Throwable cause) {
    super(message, cause);
  }
}
