package io.ciao.launcher.network;

/// An interface could not be plugged or removed; `reason` is one of `InstanceReasons`.
public final class PortException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  public PortException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  public PortException(String reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
