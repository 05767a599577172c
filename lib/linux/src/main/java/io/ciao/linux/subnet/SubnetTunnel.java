package io.ciao.linux.subnet;

import io.ciao.basis.address.Ipv4Address;

/// How a subnet travels between nodes.
///
/// @param mtu of everything inside the subnet, bytes: the underlay's less 50
/// @param local this node's tunnel address
public record SubnetTunnel(long vni, int mtu, Ipv4Address local) {
  public static final int PORT = 4789;

  /// What VXLAN over IPv4 adds to a packet, bytes.
  public static final int OVERHEAD_BYTES = 50;
}
