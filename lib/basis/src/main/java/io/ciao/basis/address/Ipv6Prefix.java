package io.ciao.basis.address;

import java.util.regex.Pattern;

/// An address with a prefix length: `fd00:a::1/64`.
///
/// @param address need not be the network's first address
/// @param length leading bits that name the network, 0 to 128
public record Ipv6Prefix(Ipv6Address address, int length) implements IpPrefix {
  private static final int BITS = 128;
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

  public Ipv6Prefix {
    if (length < 0 || length > BITS) {
      throw new IllegalArgumentException(
          "a prefix of " + address + " has 0 to 128 bits: " + length);
    }
  }

  /// Reads `address/n`.
  ///
  /// @throws AddressFormatException if it is none
  public static Ipv6Prefix parse(String text) {
    var slash = text.indexOf('/');
    var length =
        slash >= 0 && LENGTH.matcher(text.substring(slash + 1)).matches()
            ? Integer.parseInt(text.substring(slash + 1))
            : -1;
    if (length < 0 || length > BITS) {
      throw new AddressFormatException(
          "\"%s\" has no prefix length from 0 to 128; write it like fd00:a::1/64".formatted(text));
    }
    return new Ipv6Prefix(Ipv6Address.parse(text.substring(0, slash)), length);
  }

  /// The block in which the address lies.
  public Ipv6Subnet network() {
    return Ipv6Subnet.containing(this);
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }
}
