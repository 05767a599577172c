package io.ciao.ctl.session;

/// A command was refused or failed; the message is for the user. Ends with status 1.
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }
}
