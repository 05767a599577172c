package io.ciao.launcher.network;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.network.KeptWatches.Watched;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.SubnetPlan;
import java.time.Instant;
import java.util.Set;
import java.util.SortedSet;

/// One idempotent step towards what is wanted of one subnet on this node.
sealed interface SubnetAction {

  /// Watches exactly these objects.
  record WatchOnly(Set<Watched> objects) implements SubnetAction {}

  /// Notes that the subnet is made anew under instances that run.
  record MadeAnew(Instant at) implements SubnetAction {}

  /// Brings the subnet to its plan, but for ports whose far end is not there.
  record Make(SubnetPlan plan) implements SubnetAction {}

  /// Removes the subnet with all that is in it.
  record Remove(NetNamespace.Named namespace) implements SubnetAction {}

  /// Lets the tunnels of this node take nothing from these any more, and from all others.
  record Refuse(SortedSet<Ipv4Address> lost) implements SubnetAction {}

  /// Drops a kept object, which is no business of this node any more, or is gone.
  record Forget(KeptKind kind, String uid) implements SubnetAction {}
}
