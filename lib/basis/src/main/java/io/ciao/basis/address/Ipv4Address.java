package io.ciao.basis.address;

import java.nio.ByteBuffer;

/// An IPv4 address.
///
/// @param value the four bytes as a number, the first one highest; 0 to 2^32 − 1
public record Ipv4Address(long value) implements IpAddress, Comparable<Ipv4Address> {
  /// Of an address, and the length of a prefix that is one address alone.
  public static final int BITS = 32;

  static final long END = 1L << 32;

  public Ipv4Address {
    if (value < 0 || value >= END) {
      throw new IllegalArgumentException("an IPv4 address has 32 bits: " + value);
    }
  }

  /// Reads four decimal numbers from 0 to 255 without leading zeros (which some programs take for
  /// octal).
  ///
  /// @throws AddressFormatException if it is none
  public static Ipv4Address parse(String text) {
    var value = tryParse(text);
    if (value < 0) {
      throw new AddressFormatException(
          "\"%s\" is no IPv4 address; write four numbers from 0 to 255 like 172.16.0.5"
              .formatted(text));
    }
    return new Ipv4Address(value);
  }

  private static long tryParse(String text) {
    long value = 0;
    var parts = 0;
    var start = 0;
    while (start <= text.length()) {
      var dot = text.indexOf('.', start);
      var end = dot < 0 ? text.length() : dot;
      var part = octet(text, start, end);
      if (part < 0 || ++parts > 4) {
        return -1;
      }
      value = (value << 8) | part;
      start = end + 1;
    }
    return parts == 4 ? value : -1;
  }

  private static int octet(String text, int start, int end) {
    var length = end - start;
    if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
      return -1;
    }
    var value = 0;
    for (var i = start; i < end; i++) {
      var c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value > 255 ? -1 : value;
  }

  /// One of the four numbers: 0 for the first, 3 for the last.
  public int octet(int index) {
    return (int) ((value >> (8 * (3 - index))) & 0xFF);
  }

  @Override
  public byte[] bytes() {
    return ByteBuffer.allocate(Integer.BYTES).putInt((int) value).array();
  }

  /// The address `distance` further on.
  ///
  /// @throws IllegalArgumentException if there is none
  public Ipv4Address plus(long distance) {
    return new Ipv4Address(value + distance);
  }

  @Override
  public int compareTo(Ipv4Address other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return octet(0) + "." + octet(1) + "." + octet(2) + "." + octet(3);
  }
}
