package io.ciao.scheduler.bind;

import io.ciao.basis.address.Ipv4Subnet;
import java.util.Set;

/// The subnet from which a tenant network's instances get their addresses.
///
/// @param outsideAddress where the concentrator's ssh forwards are reached
/// @param used addresses of all instances of the network, as text, also of those being deleted
record SubnetView(Ipv4Subnet cidr, String concentrator, String outsideAddress, Set<String> used) {}
