package io.ciao.basis.address;

/// Consecutive IPv4 addresses, both ends included.
public record Ipv4Range(Ipv4Address first, Ipv4Address last) {
  public Ipv4Range {
    if (first.compareTo(last) > 0) {
      throw new AddressFormatException(
          "the range %s-%s ends before it begins; write the lower address first"
              .formatted(first, last));
    }
  }

  /// Reads a block (`198.51.100.0/28`), a range (`198.51.100.20-198.51.100.29`) or one address.
  ///
  /// @throws AddressFormatException if it is none of them
  public static Ipv4Range parse(String text) {
    if (text.indexOf('/') >= 0) {
      var block = Ipv4Subnet.parse(text);
      return new Ipv4Range(block.network(), block.last());
    }
    var ends = text.split("-", 2);
    return new Ipv4Range(Ipv4Address.parse(ends[0]), Ipv4Address.parse(ends[ends.length - 1]));
  }

  /// How many addresses it has.
  public long size() {
    return last.value() - first.value() + 1;
  }

  public boolean contains(Ipv4Address address) {
    return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
  }

  public boolean overlaps(Ipv4Range other) {
    return first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
  }

  /// `198.51.100.20-198.51.100.29`; a single address stands alone.
  @Override
  public String toString() {
    return first.equals(last) ? first.toString() : first + "-" + last;
  }
}
