package io.ciao.launcher.network;

import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.linux.link.Waiting;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.TunnelFence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Performs one action on a subnet. What is already so is a success; nothing is decided here.
///
/// Confined to the network's pass loop.
final class SubnetApplier {
  private static final Logger LOG = LoggerFactory.getLogger(SubnetApplier.class);

  private final SubnetOnNode subnets;
  private final TunnelFence fence;
  private final ConcentratorWatches watches;
  private final KeptObjects kept;
  private final Map<ObjectKey, Long> made = new HashMap<>();

  SubnetApplier(
      SubnetOnNode subnets, TunnelFence fence, ConcentratorWatches watches, KeptObjects kept) {
    this.subnets = subnets;
    this.fence = fence;
    this.watches = watches;
    this.kept = kept;
  }

  /// The VNI under which this life of the agent made the subnet.
  Optional<Long> madeWith(ObjectKey subnet) {
    return Optional.ofNullable(made.get(subnet));
  }

  Set<ObjectKey> watched() {
    return watches.watched();
  }

  SortedSet<Ipv4Address> refused() {
    return fence.refused();
  }

  /// Performs it for a subnet.
  ///
  /// @return the links that could not be made yet
  List<Waiting> apply(ObjectKey subnet, SubnetAction action) {
    switch (action) {
      case SubnetAction.WatchOnly only -> watches.watchOnly(only.concentrators());
      case SubnetAction.Make make -> {
        made.put(subnet, make.plan().tunnel().vni());
        var settled = subnets.converge(make.plan());
        if (!settled.actions().isEmpty()) {
          LOG.info(
              "changed subnet subnet={} vni={} steps={}",
              subnet,
              make.plan().tunnel().vni(),
              settled.actions().size());
        }
        return settled.waiting();
      }
      case SubnetAction.Remove remove -> {
        subnets.remove(remove.namespace());
        made.remove(subnet);
        LOG.info("removed subnet subnet={} namespace={}", subnet, remove.namespace().name());
      }
      case SubnetAction.Refuse refuse -> {
        if (fence.refuse(refuse.lost())) {
          LOG.info("changed fence refused={}", refuse.lost());
        }
      }
      case SubnetAction.Forget forget ->
          kept.forget(KeptKind.CONCENTRATOR, forget.concentratorUid());
    }
    return List.of();
  }
}
