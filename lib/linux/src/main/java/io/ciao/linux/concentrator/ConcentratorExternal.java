package io.ciao.linux.concentrator;

import io.ciao.basis.address.Ipv4Address;

/// An address outside that leads to one member.
///
/// @param address outside
/// @param member the member's own
/// @param answered whether the concentrator answers ARP for it; else a router sends it to the
///   concentrator's own address
/// @param open whether anything that comes by it is let through
public record ConcentratorExternal(
    Ipv4Address address, Ipv4Address member, boolean answered, boolean open) {}
