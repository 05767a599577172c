package io.ciao.linux.subnet;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.linux.link.TunnelEnd;

/// How a subnet travels between nodes.
///
/// @param mtu of everything inside the subnet, bytes: the underlay's less 50
/// @param local where this namespace's share of it is received
public record SubnetTunnel(long vni, int mtu, TunnelEnd local) {
  /// IANA's for VXLAN (RFC 7348).
  static final int NODE_PORT = 4789;

  /// Another one for concentrators (Linux's own, before there was IANA's): the kernel has a VNI
  /// once for each port, and a node may run instances of a subnet and its concentrator.
  static final int CONCENTRATOR_PORT = 8472;

  /// What VXLAN over IPv4 adds to a packet, bytes.
  public static final int OVERHEAD_BYTES = 50;

  /// Where instances of a node are reached.
  ///
  /// @param vtep the node's tunnel address
  public static TunnelEnd ofNode(Ipv4Address vtep) {
    return new TunnelEnd(vtep, NODE_PORT);
  }

  /// Where a concentrator is reached.
  ///
  /// @param vtep the tunnel address of the node that it is on
  public static TunnelEnd ofConcentrator(Ipv4Address vtep) {
    return new TunnelEnd(vtep, CONCENTRATOR_PORT);
  }
}
