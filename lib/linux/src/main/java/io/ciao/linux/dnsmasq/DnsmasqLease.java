package io.ciao.linux.dnsmasq;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import java.time.Instant;
import java.util.Optional;

/// An address that a guest has asked for and got.
///
/// @param expires when it is free again unless the guest asks before
public record DnsmasqLease(Instant expires, MacAddress mac, Ipv4Address address) {
  /// A line of dnsmasq's lease file, `EXPIRES MAC ADDRESS NAME CLIENT`, the time in seconds since
  /// 1970; empty for a line of another sort, as those about DHCPv6 are.
  static Optional<DnsmasqLease> parse(String line) {
    var words = line.split(" ", -1);
    if (words.length < 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DnsmasqLease(
              Instant.ofEpochSecond(Long.parseLong(words[0])),
              MacAddress.parse(words[1]),
              Ipv4Address.parse(words[2])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
