package io.ciao.basis.address;

/// A block of IPv6 addresses: `fd00:a::/64`.
///
/// @param network its first address; the bits behind the prefix are zero
/// @param prefixLength fixed bits, 0 to 128
public record Ipv6Subnet(Ipv6Address network, int prefixLength) {
  public Ipv6Subnet {
    if (!first(new Ipv6Prefix(network, prefixLength)).equals(network)) {
      throw new IllegalArgumentException(
          "%s is not the first address of a /%d".formatted(network, prefixLength));
    }
  }

  /// Reads `address/prefix` whose address is the block's first.
  ///
  /// @throws AddressFormatException if it is none
  public static Ipv6Subnet parse(String text) {
    var given = Ipv6Prefix.parse(text);
    var first = first(given);
    if (!first.equals(given.address())) {
      throw new AddressFormatException(
          "\"%s\" has bits set behind its prefix; write %s"
              .formatted(text, new Ipv6Prefix(first, given.length())));
    }
    return new Ipv6Subnet(first, given.length());
  }

  /// The block in which it lies.
  static Ipv6Subnet containing(Ipv6Prefix prefix) {
    return new Ipv6Subnet(first(prefix), prefix.length());
  }

  /// The first address of the block in which it lies.
  private static Ipv6Address first(Ipv6Prefix prefix) {
    return new Ipv6Address(
        prefix.address().high() & ones(prefix.length()),
        prefix.address().low() & ones(prefix.length() - Long.SIZE));
  }

  /// A half of an address whose first `bits` bits are one; all of them for 64 and more.
  private static long ones(int bits) {
    if (bits <= 0) {
      return 0;
    }
    return bits >= Long.SIZE ? -1 : -1L << (Long.SIZE - bits);
  }

  /// The address with these bits behind the prefix: of `fd00:a::/64` and 5 it is `fd00:a::5`.
  ///
  /// @param low taken as unsigned
  /// @throws IllegalArgumentException if the block has no such address
  public Ipv6Address address(long low) {
    if ((low & ones(prefixLength - Long.SIZE)) != 0) {
      throw new IllegalArgumentException(
          "%s has no address %s".formatted(this, Long.toUnsignedString(low)));
    }
    return new Ipv6Address(network.high(), network.low() | low);
  }

  @Override
  public String toString() {
    return network + "/" + prefixLength;
  }
}
