/// Tenant networks: allocates subnets, keeps one Concentrator a subnet in line with its instances,
/// and says of each instance whether its network is attached.
///
/// Nodes and concentrators are not spoken to: what they need is in the Concentrator, and what they
/// did is in its status.
@NullMarked
package io.ciao.scheduler.network;

import org.jspecify.annotations.NullMarked;
