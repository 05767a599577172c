package io.ciao.ctl.session;

/// The command line does not make sense; the message says why and what would. Ends with status 2.
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
