package io.ciao.ctl.config;

/// The kubeconfig file is missing or cannot be used; the message says what to do.
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
