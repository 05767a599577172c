package io.ciao.launcher.network;

import io.ciao.basis.address.Ipv4Address;

/// Where this node is in the underlay.
///
/// @param address its underlay address, also the tunnel address of its subnets
/// @param namespacePrefix names of subnet namespaces start with it; tells the nodes of one machine
///   apart
public record NodePlace(Ipv4Address address, String namespacePrefix) {}
