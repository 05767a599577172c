package io.ciao.basis.address;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.regex.Pattern;

/// An IPv6 address.
///
/// @param high its first eight bytes
/// @param low its last eight
public record Ipv6Address(long high, long low) implements IpAddress {
  private static final int BYTES = 2 * Long.BYTES;
  private static final int GROUPS = BYTES / Short.BYTES;
  private static final int LINK_LOCAL = 0xfe80;
  private static final int LINK_LOCAL_MASK = 0xffc0;

  /// No zone, no brackets, no IPv4 in it: the same address shall have one meaning everywhere.
  private static final Pattern FORM = Pattern.compile("[0-9a-fA-F:]{2,39}");

  /// Reads eight groups of hexadecimal digits, of which `::` may stand for those that are zero.
  ///
  /// @throws AddressFormatException if it is none
  public static Ipv6Address parse(String text) {
    if (FORM.matcher(text).matches()) {
      try {
        return of(Inet6Address.ofLiteral(text).getAddress());
      } catch (IllegalArgumentException e) {
        // Said below.
      }
    }
    throw new AddressFormatException(
        "\"%s\" is no IPv6 address; write groups of hexadecimal digits like fd00:a::5"
            .formatted(text));
  }

  /// That of sixteen bytes as they are sent.
  ///
  /// @throws IllegalArgumentException if they are not sixteen
  public static Ipv6Address of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("an IPv6 address has 16 bytes: " + bytes.length);
    }
    var buffer = ByteBuffer.wrap(bytes);
    return new Ipv6Address(buffer.getLong(), buffer.getLong());
  }

  @Override
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  /// Whether it means something on its own link alone (`fe80::/10`).
  public boolean isLinkLocal() {
    return (group(0) & LINK_LOCAL_MASK) == LINK_LOCAL;
  }

  private int group(int index) {
    var half = index < GROUPS / 2 ? high : low;
    var shift = Short.SIZE * (GROUPS / 2 - 1 - index % (GROUPS / 2));
    return (int) (half >> shift) & 0xFFFF;
  }

  /// The one short form (RFC 5952): `::` for the longest run of at least two zero groups, the first
  /// of equally long ones.
  @Override
  public String toString() {
    var start = 0;
    var length = 1;
    for (var at = 0; at < GROUPS; at++) {
      var run = 0;
      while (at + run < GROUPS && group(at + run) == 0) {
        run++;
      }
      if (run > length) {
        start = at;
        length = run;
      }
    }
    return length < 2
        ? groups(0, GROUPS)
        : groups(0, start) + "::" + groups(start + length, GROUPS);
  }

  private String groups(int from, int to) {
    var texts = new ArrayList<String>();
    for (var at = from; at < to; at++) {
      texts.add(Integer.toHexString(group(at)));
    }
    return String.join(":", texts);
  }
}
