package io.ciao.linux.net;

import java.util.regex.Pattern;

/// An IPv4 address.
///
/// @param bits the four bytes, first one highest
public record Ipv4Address(int bits) implements Comparable<Ipv4Address> {
  private static final Pattern FORM =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

  /// Reads `172.16.0.10`; IllegalArgumentException names what is wrong. Never asks a name server.
  public static Ipv4Address parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not an IPv4 address");
    }
    var bits = 0;
    for (var part : text.split("\\.", -1)) {
      var number = Integer.parseInt(part);
      if (number > 255) {
        throw new IllegalArgumentException(
            "\"" + text + "\" is not an IPv4 address: " + number + " is greater than 255");
      }
      bits = (bits << 8) | number;
    }
    return new Ipv4Address(bits);
  }

  @Override
  public int compareTo(Ipv4Address other) {
    return Integer.compareUnsigned(bits, other.bits);
  }

  @Override
  public String toString() {
    return (bits >>> 24)
        + "."
        + ((bits >>> 16) & 0xff)
        + "."
        + ((bits >>> 8) & 0xff)
        + "."
        + (bits & 0xff);
  }
}
