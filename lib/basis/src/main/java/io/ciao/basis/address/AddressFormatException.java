package io.ciao.basis.address;

/// Text that is no address of the wanted form. The message quotes the text and says what to write.
public final class AddressFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public AddressFormatException(String message) {
    super(message);
  }
}
