package io.ciao.scheduler.bind;

import io.ciao.api.instance.Binding;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Failover;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.Informer.Entry;
import io.ciao.scheduler.cluster.InstanceLookups;
import io.ciao.scheduler.place.Load;
import io.ciao.scheduler.place.Request;
import io.ciao.scheduler.place.Resident;
import io.ciao.scheduler.place.Residents;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is bound where and which addresses are taken, kept from pass to pass: a pass costs what
/// changed since the one before, and not what the cluster holds. Confined to one thread.
final class Books implements Residents {
  private List<Entry<Instance>> shown = List.of();
  private final Map<ObjectKey, Line> lines = new HashMap<>();
  private final TreeMap<ObjectKey, Instance> open = new TreeMap<>();
  private final Map<String, Map<ObjectKey, Resident>> byNode = new HashMap<>();
  private final Map<String, Map<ObjectKey, Resident>> byTenant = new HashMap<>();
  private final Map<String, Map<ObjectKey, Resident>> keepingAway = new HashMap<>();
  private final Map<String, Load> loads = new HashMap<>();
  private final Map<String, Integer> starting = new HashMap<>();
  private final Map<ObjectKey, Map<String, Integer>> addresses = new HashMap<>();

  private Set<String> changedNodes = new HashSet<>();
  private Set<String> changedTenants = new HashSet<>();

  /// Where something else is bound, and whose.
  record Changes(Set<String> nodes, Set<String> tenants) {}

  /// What one instance takes: of its node, and an address.
  ///
  /// @param starting whether its node has still to start it
  private record Line(
      @Nullable Resident resident, boolean starting, ObjectKey network, @Nullable String address) {
    static Line of(Instance instance) {
      var status = instance.status();
      var binding = status.binding();
      var attachment = status.network();
      return new Line(
          binding == null ? null : resident(instance, binding),
          binding != null && isStarting(instance, binding),
          InstanceLookups.networkOf(instance),
          attachment == null ? null : attachment.address());
    }

    /// What may not be started afresh elsewhere when its node is lost may not for another's sake.
    private static Resident.State state(Instance instance, Binding binding) {
      if (binding.isReleasing() || instance.metadata().deleting()) {
        return Resident.State.LEAVING;
      }
      var failover = instance.spec().failover();
      return failover != null && Failover.STAY.equals(failover.policy())
          ? Resident.State.STAYS
          : Resident.State.MOVABLE;
    }

    /// Until the node has said how that ended; what does not start for long says why.
    private static boolean isStarting(Instance instance, Binding binding) {
      if (state(instance, binding) == Resident.State.LEAVING || !instance.spec().wantsRunning()) {
        return false;
      }
      var observed = instance.status().observed();
      return observed == null
          || observed.epoch() != binding.epoch()
          || observed.is(InstanceState.Pending, binding.epoch())
          || observed.is(InstanceState.Starting, binding.epoch());
    }

    private static Resident resident(Instance instance, Binding binding) {
      var meta = instance.metadata();
      // One that was bound past the apiserver is not started; what it says itself counts.
      var spec = EffectiveSpec.of(instance.spec(), instance.status().base());
      return new Resident(
          InstanceRef.of(instance),
          binding.epoch(),
          binding.nodeName(),
          instance.spec().priorityOrZero(),
          state(instance, binding),
          Request.of(spec, String.valueOf(meta.namespace()), meta.labels()));
    }
  }

  /// Brings them up to date.
  ///
  /// @param now all instances, ordered by key
  @SuppressWarnings("ReferenceEquality") // an entry is immutable: the same one did not change
  void follow(List<Entry<Instance>> now) {
    var old = 0;
    for (var entry : now) {
      while (old < shown.size() && shown.get(old).key().compareTo(entry.key()) < 0) {
        gone(shown.get(old++).key());
      }
      if (old == shown.size() || !shown.get(old).key().equals(entry.key())) {
        changed(entry);
      } else if (shown.get(old++) != entry) {
        changed(entry);
      }
    }
    while (old < shown.size()) {
      gone(shown.get(old++).key());
    }
    shown = now;
  }

  /// What changed since the last call.
  Changes takeChanges() {
    var changes = new Changes(changedNodes, changedTenants);
    changedNodes = new HashSet<>();
    changedTenants = new HashSet<>();
    return changes;
  }

  /// What is bound to a node.
  Load on(String node) {
    return loads.computeIfAbsent(
        node,
        name -> {
          var sum = Load.NONE;
          for (var resident : byNode.getOrDefault(name, Map.of()).values()) {
            sum = sum.plus(resident.request());
          }
          return sum;
        });
  }

  /// How many instances a node has still to start.
  int startingOn(String node) {
    return starting.getOrDefault(node, 0);
  }

  @Override
  public Collection<Resident> ofTenant(String tenant) {
    return residents(byTenant, tenant);
  }

  @Override
  public Collection<Resident> keepingAway(String tenant) {
    return residents(keepingAway, tenant);
  }

  @Override
  public Collection<Resident> onNode(String node) {
    return residents(byNode, node);
  }

  private static Collection<Resident> residents(
      Map<String, Map<ObjectKey, Resident>> by, String name) {
    return Collections.unmodifiableCollection(by.getOrDefault(name, Map.of()).values());
  }

  /// Addresses of all instances of a network, also of those being deleted; as they are now, so not
  /// to be kept beyond the pass.
  Set<String> used(ObjectKey network) {
    return Collections.unmodifiableSet(addresses.getOrDefault(network, Map.of()).keySet());
  }

  /// Those that placement may have to do something with.
  Collection<Instance> open() {
    return Collections.unmodifiableCollection(open.values());
  }

  private void changed(Entry<Instance> entry) {
    var instance = entry.object();
    if (PlacementReconciler.concerns(instance)) {
      open.put(entry.key(), instance);
    } else {
      open.remove(entry.key());
    }
    var line = Line.of(instance);
    var before = lines.put(entry.key(), line);
    if (!line.equals(before)) {
      strike(entry.key(), before);
      enter(entry.key(), line);
    }
  }

  private void gone(ObjectKey key) {
    open.remove(key);
    strike(key, lines.remove(key));
  }

  private void enter(ObjectKey key, Line line) {
    var resident = line.resident();
    if (resident != null) {
      noteChange(resident);
      put(byNode, resident.node(), key, resident);
      put(byTenant, resident.request().tenant(), key, resident);
      if (resident.request().keepsAway()) {
        put(keepingAway, resident.request().tenant(), key, resident);
      }
      loads.remove(resident.node());
      if (line.starting()) {
        starting.merge(resident.node(), 1, Integer::sum);
      }
    }
    if (line.address() != null) {
      addresses
          .computeIfAbsent(line.network(), _ -> new HashMap<>())
          .merge(line.address(), 1, Integer::sum);
    }
  }

  private void strike(ObjectKey key, @Nullable Line line) {
    if (line == null) {
      return;
    }
    var resident = line.resident();
    if (resident != null) {
      noteChange(resident);
      remove(byNode, resident.node(), key);
      remove(byTenant, resident.request().tenant(), key);
      remove(keepingAway, resident.request().tenant(), key);
      loads.remove(resident.node());
      if (line.starting()) {
        starting.computeIfPresent(resident.node(), (_, many) -> many == 1 ? null : many - 1);
      }
    }
    if (line.address() != null) {
      addresses.computeIfPresent(
          line.network(),
          (_, used) -> {
            used.computeIfPresent(line.address(), (_, times) -> times == 1 ? null : times - 1);
            return used.isEmpty() ? null : used;
          });
    }
  }

  private void noteChange(Resident resident) {
    changedNodes.add(resident.node());
    changedTenants.add(resident.request().tenant());
  }

  private static void put(
      Map<String, Map<ObjectKey, Resident>> by, String name, ObjectKey key, Resident resident) {
    by.computeIfAbsent(name, _ -> new HashMap<>()).put(key, resident);
  }

  private static void remove(Map<String, Map<ObjectKey, Resident>> by, String name, ObjectKey key) {
    by.computeIfPresent(
        name,
        (_, residents) -> {
          residents.remove(key);
          return residents.isEmpty() ? null : residents;
        });
  }
}
