package io.ciao.api.unit;

import java.util.regex.Pattern;

/// An Ethernet address.
///
/// @param bits the six bytes, the first one highest; 0 to 2^48 − 1
public record MacAddress(long bits) implements Comparable<MacAddress> {
  private static final Pattern SYNTAX = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}");
  private static final long END = 1L << 48;

  /// `02:00`: locally administered, so that no manufacturer's address collides.
  private static final long LOCAL_PREFIX = 0x0200L << 32;

  public MacAddress {
    if (bits < 0 || bits >= END) {
      throw new IllegalArgumentException("an Ethernet address has 48 bits: " + bits);
    }
  }

  /// Reads `02:00:0a:00:00:05`, either case.
  ///
  /// @throws UnitFormatException if it is none
  public static MacAddress parse(String text) {
    if (!SYNTAX.matcher(text).matches()) {
      throw new UnitFormatException(
          "\"%s\" is no Ethernet address; write six bytes like 02:00:0a:00:00:05".formatted(text));
    }
    return new MacAddress(Long.parseLong(text.replace(":", ""), 16));
  }

  /// The address that an interface with this IPv4 address has: `02:00:a:b:c:d`.
  public static MacAddress of(Ipv4Address address) {
    return new MacAddress(LOCAL_PREFIX | address.value());
  }

  @Override
  public int compareTo(MacAddress other) {
    return Long.compare(bits, other.bits);
  }

  @Override
  public String toString() {
    return "%02x:%02x:%02x:%02x:%02x:%02x"
        .formatted(
            (bits >> 40) & 0xFF,
            (bits >> 32) & 0xFF,
            (bits >> 24) & 0xFF,
            (bits >> 16) & 0xFF,
            (bits >> 8) & 0xFF,
            bits & 0xFF);
  }
}
