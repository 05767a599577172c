package io.ciao.launcher.network;

import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.SubnetPlan;
import java.util.Set;
import java.util.SortedSet;

/// One idempotent step towards what is wanted of one subnet on this node.
sealed interface SubnetAction {

  /// Watches exactly these Concentrators.
  record WatchOnly(Set<ObjectKey> concentrators) implements SubnetAction {}

  /// Brings the subnet to its plan, but for ports whose far end is not there.
  record Make(SubnetPlan plan) implements SubnetAction {}

  /// Removes the subnet with all that is in it.
  record Remove(NetNamespace.Named namespace) implements SubnetAction {}

  /// Lets the tunnels of this node take nothing from these any more, and from all others.
  record Refuse(SortedSet<Ipv4Address> lost) implements SubnetAction {}

  /// Drops the kept Concentrator, which is no business of this node any more.
  record Forget(String concentratorUid) implements SubnetAction {}
}
