package io.ciao.ctl.kit;

/// What the kit was asked for cannot be done; the message says what was found and what is needed.
final class KitRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  KitRefusedException(String message) {
    super(message);
  }
}
