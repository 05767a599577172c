package io.ciao.basis.address;

import java.util.regex.Pattern;

/// An address with a prefix length: `172.16.0.1/24` on an interface, `172.16.0.0/24` as a network.
///
/// @param address need not be the network's first address
/// @param length leading bits that name the network, 0 to 32
public record Ipv4Prefix(Ipv4Address address, int length)
    implements IpPrefix, Comparable<Ipv4Prefix> {
  private static final int BITS = 32;
  private static final Pattern LENGTH = Pattern.compile("[0-9]|[12][0-9]|3[0-2]");

  public Ipv4Prefix {
    if (length < 0 || length > BITS) {
      throw new IllegalArgumentException("a prefix of " + address + " has 0 to 32 bits: " + length);
    }
  }

  /// Reads `a.b.c.d/n`.
  ///
  /// @throws AddressFormatException if it is none
  public static Ipv4Prefix parse(String text) {
    var slash = text.indexOf('/');
    if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
      throw new AddressFormatException(
          "\"%s\" has no prefix length from 0 to 32; write it like 172.16.0.1/24".formatted(text));
    }
    return new Ipv4Prefix(
        Ipv4Address.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  /// The block that it lies in.
  public Ipv4Subnet subnet() {
    return Ipv4Subnet.containing(address, length);
  }

  /// The same network with its first address: `172.16.0.1/24` becomes `172.16.0.0/24`.
  public Ipv4Prefix network() {
    return new Ipv4Prefix(subnet().network(), length);
  }

  public boolean contains(Ipv4Address other) {
    return subnet().contains(other);
  }

  /// The netmask in dotted form: `255.255.255.0`.
  public String netmask() {
    return subnet().netmask().toString();
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
