package io.ciao.launcher.driver;

import org.jspecify.annotations.Nullable;

/// A hypervisor or engine did not do what it was told. `reason` is one of the documented reasons of
/// `InstanceReasons` and ends up in the instance's condition with the message.
public final class DriverException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  public DriverException(String reason, @Nullable String message) {
    super(message);
    this.reason = reason;
  }

  public DriverException(String reason, @Nullable String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
