package io.ciao.linux.net;

/// An address with a prefix length: `172.16.0.1/24` on an interface, `172.16.0.0/24` as a network.
///
/// @param address need not be the network's first address
/// @param length leading bits that name the network, 0 to 32
public record Ipv4Prefix(Ipv4Address address, int length) implements Comparable<Ipv4Prefix> {
  public Ipv4Prefix {
    if (length < 0 || length > 32) {
      throw new IllegalArgumentException(
          "prefix length " + length + " of " + address + " is not between 0 and 32");
    }
  }

  /// Reads `a.b.c.d/n`; IllegalArgumentException names what is wrong.
  public static Ipv4Prefix parse(String text) {
    var slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("\"" + text + "\" has no prefix length, such as /24");
    }
    try {
      return new Ipv4Prefix(
          Ipv4Address.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" has no prefix length, such as /24", e);
    }
  }

  /// The same network with its first address: `172.16.0.1/24` becomes `172.16.0.0/24`.
  public Ipv4Prefix network() {
    return new Ipv4Prefix(new Ipv4Address(address.bits() & maskBits()), length);
  }

  public boolean contains(Ipv4Address other) {
    return (other.bits() & maskBits()) == (address.bits() & maskBits());
  }

  /// The netmask in dotted form: `255.255.255.0`.
  public String netmask() {
    return new Ipv4Address(maskBits()).toString();
  }

  private int maskBits() {
    return length == 0 ? 0 : -1 << (32 - length);
  }

  @Override
  public int compareTo(Ipv4Prefix other) {
    var byAddress = address.compareTo(other.address);
    return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }
}
