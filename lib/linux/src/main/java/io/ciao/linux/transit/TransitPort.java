package io.ciao.linux.transit;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.link.Link;
import io.ciao.linux.link.LinkKind;
import io.ciao.linux.net.NetNamespace.Named;
import io.ciao.linux.net.Ownership;
import java.util.List;

/// A concentrator's interface towards its tenant's others.
///
/// @param concentrator its namespace
/// @param vni of its subnet
/// @param mtu the same for all of the tenant, bytes
public record TransitPort(
    Named concentrator, long vni, int mtu, Ipv4Address address, MacAddress mac) {
  /// Its name in the concentrator's namespace.
  public static final String LINK = "tr0";

  /// The interface as a link of the concentrator's namespace.
  public Link inside(LinkKind kind) {
    return new Link(
        LINK,
        kind,
        mac,
        mtu,
        null,
        Ownership.ofTransit(vni),
        List.of(new Ipv4Prefix(address, Ipv4Address.BITS)));
  }
}
