package io.ciao.launcher.ledger;

/// The ledger on disk could not be read or written; the message names the file and what to do.
public final class LedgerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LedgerException(String message, Throwable cause) {
    super(message, cause);
  }

  public LedgerException(String message) {
    super(message);
  }
}
