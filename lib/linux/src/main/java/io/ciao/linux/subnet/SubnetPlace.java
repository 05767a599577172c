package io.ciao.linux.subnet;

import io.ciao.linux.net.NetNamespace;

/// Where a subnet's share of a node lives.
///
/// @param namespace its own namespace
/// @param node the node's namespace, which has the underlay address; [NetNamespace#CURRENT] if the
///   agent runs in it
public record SubnetPlace(NetNamespace.Named namespace, NetNamespace node) {}
