package io.ciao.api.schema;

/// A selector that cannot be used; the message is the client's 400.
public final class SelectorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SelectorException(String message) {
    super(message);
  }
}
