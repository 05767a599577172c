package io.ciao.linux.subnet;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.link.TunnelEnd;

/// Somebody in the subnet who is behind a tunnel: an instance on another node, or the gateway.
public record SubnetMember(MacAddress mac, Ipv4Address address, TunnelEnd end) {}
