package io.ciao.api.unit;

/// Text that is no value of the wanted unit. The message quotes the text and says what to write.
public final class UnitFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public UnitFormatException(String message) {
    super(message);
  }
}
