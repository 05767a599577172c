package io.ciao.ssntp.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// An immutable byte string.
public final class Bytes {

  /// No bytes.
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  /// How many bytes {@link #toString()} shows; payloads can be megabytes.
  private static final int SHOWN_MAX_BYTES = 16;

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A copy of an array.
  public static Bytes copyOf(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
  }

  /// A text in UTF-8.
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Takes an array over; its owner never writes to it again.
  public static Bytes wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes);
  }

  /// How many bytes.
  public int length() {
    return bytes.length;
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /// A copy that the caller owns.
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /// The bytes as UTF-8 text; what is not UTF-8 becomes U+FFFD.
  public String utf8() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// The array itself, for encoders that only read it.
  byte[] shared() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    var shown = Math.min(bytes.length, SHOWN_MAX_BYTES);
    var hex = HexFormat.of().formatHex(bytes, 0, shown);
    return bytes.length + " bytes " + hex + (shown < bytes.length ? "…" : "");
  }
}
