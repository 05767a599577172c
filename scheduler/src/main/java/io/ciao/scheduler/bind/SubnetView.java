package io.ciao.scheduler.bind;

import io.ciao.basis.address.Ipv4Subnet;
import org.jspecify.annotations.Nullable;

/// A subnet of which addresses may be given.
///
/// @param cidr6 its IPv6 block; null while it has none
/// @param outsideAddress where the concentrator's ssh forwards are reached
record SubnetView(
    Ipv4Subnet cidr, @Nullable String cidr6, String concentrator, String outsideAddress) {}
