package io.ciao.launcher.network;

import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.network.KeptWatches.Watched;
import io.ciao.linux.link.Waiting;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.TunnelFence;
import java.time.Instant;
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
  private final KeptWatches watches;
  private final KeptObjects kept;
  private final Map<ObjectKey, Long> made = new HashMap<>();
  private final Map<ObjectKey, Instant> madeAnew = new HashMap<>();

  SubnetApplier(SubnetOnNode subnets, TunnelFence fence, KeptWatches watches, KeptObjects kept) {
    this.subnets = subnets;
    this.fence = fence;
    this.watches = watches;
    this.kept = kept;
  }

  /// The VNI under which this life of the agent made the subnet.
  Optional<Long> madeWith(ObjectKey subnet) {
    return Optional.ofNullable(made.get(subnet));
  }

  /// When it was last made anew under instances that ran; empty if this life of the agent did not.
  Optional<Instant> madeAnew(ObjectKey subnet) {
    return Optional.ofNullable(madeAnew.get(subnet));
  }

  Set<Watched> watched() {
    return watches.watched();
  }

  /// See [KeptWatches#gone].
  boolean gone(Watched object, long version) {
    return watches.gone(object, version);
  }

  SortedSet<Ipv4Address> refused() {
    return fence.refused();
  }

  /// Performs it for a subnet.
  ///
  /// @return the links that could not be made yet
  List<Waiting> apply(ObjectKey subnet, SubnetAction action) {
    switch (action) {
      case SubnetAction.WatchOnly only -> watches.watchOnly(only.objects());
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
        madeAnew.remove(subnet);
        LOG.info("removed subnet subnet={} namespace={}", subnet, remove.namespace().name());
      }
      case SubnetAction.Refuse refuse -> {
        if (fence.refuse(refuse.lost())) {
          LOG.info("changed fence refused={}", refuse.lost());
        }
      }
      case SubnetAction.MadeAnew anew -> madeAnew.put(subnet, anew.at());
      case SubnetAction.Forget forget -> kept.forget(forget.kind(), forget.uid());
    }
    return List.of();
  }
}
