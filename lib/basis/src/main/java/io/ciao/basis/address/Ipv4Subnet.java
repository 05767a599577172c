package io.ciao.basis.address;

/// A block of IPv4 addresses: `172.16.0.0/16`.
///
/// @param network its first address; the bits behind the prefix are zero
/// @param prefixLength fixed bits, 0 to 32
public record Ipv4Subnet(Ipv4Address network, int prefixLength) {
  private static final int BITS = 32;

  public Ipv4Subnet {
    if (prefixLength < 0 || prefixLength > BITS) {
      throw new IllegalArgumentException("a prefix has 0 to 32 bits: " + prefixLength);
    }
    if (network.value() % (1L << (BITS - prefixLength)) != 0) {
      throw new IllegalArgumentException(
          "%s is not the first address of a /%d".formatted(network, prefixLength));
    }
  }

  /// Reads `address/prefix` whose address is the block's first.
  ///
  /// @throws AddressFormatException if it is none
  public static Ipv4Subnet parse(String text) {
    Ipv4Prefix given;
    try {
      given = Ipv4Prefix.parse(text);
    } catch (AddressFormatException e) {
      throw notSubnet(text);
    }
    var block = given.subnet();
    if (!block.network.equals(given.address())) {
      throw new AddressFormatException(
          "\"%s\" has bits set behind its prefix; write %s".formatted(text, block));
    }
    return block;
  }

  private static AddressFormatException notSubnet(String text) {
    return new AddressFormatException(
        "\"%s\" is no IPv4 subnet; write an address and a prefix length like 172.16.0.0/16"
            .formatted(text));
  }

  /// The block of this size in which the address lies.
  public static Ipv4Subnet containing(Ipv4Address address, int prefixLength) {
    if (prefixLength < 0 || prefixLength > BITS) {
      throw new IllegalArgumentException("a prefix has 0 to 32 bits: " + prefixLength);
    }
    var size = 1L << (BITS - prefixLength);
    return new Ipv4Subnet(new Ipv4Address(address.value() / size * size), prefixLength);
  }

  /// How many addresses it has, the first and the last included.
  public long size() {
    return 1L << (BITS - prefixLength);
  }

  /// The address at `index`, 0 being the network itself.
  ///
  /// @throws IllegalArgumentException if the block ends before
  public Ipv4Address address(long index) {
    if (index < 0 || index >= size()) {
      throw new IllegalArgumentException("%s has no address %d".formatted(this, index));
    }
    return network.plus(index);
  }

  /// Its last address, in blocks of four and more the broadcast address.
  public Ipv4Address last() {
    return address(size() - 1);
  }

  /// The mask in dotted form: 255.255.255.0.
  public Ipv4Address netmask() {
    return new Ipv4Address(Ipv4Address.END - size());
  }

  public boolean contains(Ipv4Address address) {
    return address.compareTo(network) >= 0 && address.compareTo(last()) <= 0;
  }

  public boolean contains(Ipv4Subnet other) {
    return other.prefixLength >= prefixLength && contains(other.network);
  }

  public boolean overlaps(Ipv4Subnet other) {
    return contains(other.network) || other.contains(network);
  }

  /// How many blocks of that size fit into this one; 0 if they are bigger.
  public long subnets(int length) {
    return length < prefixLength || length > BITS ? 0 : 1L << (length - prefixLength);
  }

  /// The block at `index` of those of that size in this one.
  ///
  /// @throws IllegalArgumentException if there is none
  public Ipv4Subnet subnet(int length, long index) {
    if (index < 0 || index >= subnets(length)) {
      throw new IllegalArgumentException("%s has no /%d number %d".formatted(this, length, index));
    }
    return new Ipv4Subnet(network.plus(index << (BITS - length)), length);
  }

  @Override
  public String toString() {
    return network + "/" + prefixLength;
  }
}
