package io.ciao.linux.link;

import io.ciao.basis.address.Ipv4Address;

/// What a GRE link tunnels, as the original did: one link for each two nodes and subnet.
///
/// @param key 32 bits that both ends put into each packet
/// @param local its own underlay address
/// @param remote the other end's
record GreTunnel(int key, Ipv4Address local, Ipv4Address remote) {}
