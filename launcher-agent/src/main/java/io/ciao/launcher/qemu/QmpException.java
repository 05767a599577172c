package io.ciao.launcher.qemu;

/// QEMU refused a command, did not answer in time, or is gone.
final class QmpException extends Exception {
  private static final long serialVersionUID = 1L;

  QmpException(String message) {
    super(message);
  }

  QmpException(String message, Throwable cause) {
    super(message, cause);
  }
}
