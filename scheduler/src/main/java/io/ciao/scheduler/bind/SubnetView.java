package io.ciao.scheduler.bind;

import io.ciao.basis.address.Ipv4Subnet;

/// A subnet of which addresses may be given.
///
/// @param outsideAddress where the concentrator's ssh forwards are reached
record SubnetView(Ipv4Subnet cidr, String concentrator, String outsideAddress) {}
