package io.ciao.scheduler.securitygroup;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.security.SecurityGroup;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.Lookup;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.InstanceLookups;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which change of what is stored makes the passes of which security groups due. Most changes of
/// instances concern none, so what an instance was to its groups is remembered.
public final class GroupMarks {
  private final ClusterCaches caches;
  private final Lookup<SecurityGroup, ObjectKey> byPeer;
  private final Map<ObjectKey, Membership> memberships = new ConcurrentHashMap<>();

  /// What a group's members are made from.
  ///
  /// @param network null while it has no address, or no node
  private record Membership(Set<ObjectKey> groups, @Nullable InstanceNetwork network) {
    static final Membership NONE = new Membership(Set.of(), null);

    static Membership of(Instance instance) {
      var groups = InstanceLookups.groupsOf(instance);
      var bound = instance.status().binding() != null;
      return groups.isEmpty()
          ? NONE
          : new Membership(groups, bound ? instance.status().network() : null);
    }
  }

  private GroupMarks(ClusterCaches caches) {
    this.caches = caches;
    this.byPeer = caches.securityGroups().indexed(GroupMarks::peers);
  }

  /// To be called before the caches are started.
  ///
  /// @param mark is told the key of a group whose pass is due; must not block
  public static void connect(ClusterCaches caches, Consumer<ObjectKey> mark) {
    var marks = new GroupMarks(caches);
    caches.instances().onChange(key -> marks.changed(key, mark));
    caches
        .securityGroups()
        .onChange(
            key -> {
              mark.accept(key);
              marks.byPeer.at(key).forEach(other -> mark.accept(other.key()));
            });
  }

  private static Set<ObjectKey> peers(Informer.Entry<SecurityGroup> group) {
    return group.object().spec().peerGroups().stream()
        .map(name -> new ObjectKey(group.key().namespace(), name))
        .collect(Collectors.toSet());
  }

  private void changed(ObjectKey key, Consumer<ObjectKey> mark) {
    var now =
        Optional.ofNullable(caches.instances().get(key).map(Membership::of).orElse(null))
            .filter(membership -> !membership.equals(Membership.NONE));
    var before = now.isPresent() ? memberships.put(key, now.get()) : memberships.remove(key);
    if (now.equals(Optional.ofNullable(before))) {
      return;
    }
    now.ifPresent(membership -> membership.groups().forEach(mark));
    Optional.ofNullable(before).ifPresent(membership -> membership.groups().forEach(mark));
  }
}
