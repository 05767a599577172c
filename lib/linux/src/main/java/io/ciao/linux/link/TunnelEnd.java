package io.ciao.linux.link;

import io.ciao.basis.address.Ipv4Address;
import java.util.Comparator;

/// Where a tunnel is received.
///
/// @param address in the underlay
/// @param port UDP
public record TunnelEnd(Ipv4Address address, int port) implements Comparable<TunnelEnd> {
  private static final Comparator<TunnelEnd> ORDER =
      Comparator.comparing(TunnelEnd::address).thenComparingInt(TunnelEnd::port);

  @Override
  public int compareTo(TunnelEnd other) {
    return ORDER.compare(this, other);
  }
}
