package io.ciao.scheduler.instanceset;

import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whose the instances are that a snapshot shows. Pure.
///
/// @param live the set's own by ordinal, without those that are being deleted
/// @param leaving ordinals whose names are still taken and will be free: by what is being deleted,
///   or belongs to a set of the same name that was deleted
/// @param foreign ordinals whose names others have
/// @param adoptable fit the set by name and labels, and nobody controls them
/// @param released are controlled by the set and do not fit it
record Members(
    NavigableMap<Integer, Instance> live,
    NavigableSet<Integer> leaving,
    NavigableSet<Integer> foreign,
    List<Instance> adoptable,
    List<Instance> released) {

  static Members of(InstanceSetSnapshot snapshot) {
    var members =
        new Members(
            new TreeMap<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            new ArrayList<>(),
            new ArrayList<>());
    snapshot.instances().forEach(instance -> members.sort(snapshot.set(), instance));
    return members;
  }

  private void sort(InstanceSet set, Instance instance) {
    var meta = instance.metadata();
    var name = set.metadata().requireName();
    var ordinal = Ordinals.of(name, meta.requireName());
    var fits =
        ordinal.isPresent()
            && meta.labels().entrySet().containsAll(set.spec().selectorOf(name).entrySet());
    if (controls(set, instance)) {
      if (meta.deleting()) {
        ordinal.ifPresent(leaving::add);
      } else if (fits) {
        live.put(ordinal.getAsInt(), instance);
      } else {
        released.add(instance);
      }
    } else if (meta.deleting() || formerly(set, instance)) {
      ordinal.ifPresent(leaving::add);
    } else if (fits && !controlled(instance)) {
      adoptable.add(instance);
    } else {
      ordinal.ifPresent(foreign::add);
    }
  }

  /// Whether that very set, not one of the same name, controls the instance.
  static boolean controls(InstanceSet set, Instance instance) {
    return instance.metadata().ownerReferences().stream()
        .anyMatch(o -> o.controller() && set.metadata().requireUid().equals(o.uid()));
  }

  /// The uids of what controls the instance: at most one, if all is well.
  static Set<String> controllers(Instance instance) {
    return instance.metadata().ownerReferences().stream()
        .filter(OwnerReference::controller)
        .map(OwnerReference::uid)
        .filter(Objects::nonNull)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Whether an earlier set of that name controls it: then it goes, or is let go, soon.
  private static boolean formerly(InstanceSet set, Instance instance) {
    return instance.metadata().ownerReferences().stream()
        .anyMatch(
            o ->
                o.controller()
                    && InstanceSet.KIND.equals(o.kind())
                    && set.metadata().requireName().equals(o.name()));
  }

  private static boolean controlled(Instance instance) {
    return instance.metadata().ownerReferences().stream().anyMatch(OwnerReference::controller);
  }

  static boolean ready(Instance instance) {
    return Conditions.holds(instance.status().conditions(), CommonReasons.READY);
  }
}
