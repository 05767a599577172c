package io.ciao.api.client;

/// No apiserver answered. Nothing is known of what a write did.
public final class ApiUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ApiUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
