package io.ciao.launcher.network;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.linux.subnet.SubnetOnNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Reads everything that one decision about subnets may look at.
final class SubnetSnapshotReader {
  private final NodePlace place;
  private final PortRegistry registry;
  private final KeptObjects kept;
  private final SubnetOnNode subnets;
  private final SubnetApplier applier;

  /// @param applier knows what this life of the agent made and watches, and what is refused
  SubnetSnapshotReader(
      NodePlace place,
      PortRegistry registry,
      KeptObjects kept,
      SubnetOnNode subnets,
      SubnetApplier applier) {
    this.place = place;
    this.registry = registry;
    this.kept = kept;
    this.subnets = subnets;
    this.applier = applier;
  }

  SubnetSnapshot read(ObjectKey subnet) {
    return new SubnetSnapshot(
        subnet,
        place,
        registry.of(subnet),
        concentrator(subnet).orElse(null),
        applier.madeWith(subnet).orElse(null),
        new SubnetSnapshot.Watches(applier.watched(), registry.inUse()));
  }

  SubnetDecider.Sweep sweep() {
    return new SubnetDecider.Sweep(
        place,
        registry.complete(),
        used(),
        new TreeSet<>(subnets.present(place.namespacePrefix())));
  }

  SubnetDecider.Lost lost() {
    return new SubnetDecider.Lost(place, registry.complete(), used(), applier.refused());
  }

  private List<Optional<Concentrator>> used() {
    return registry.inUse().stream()
        .sorted(Comparator.comparing(ObjectKey::toString))
        .map(this::concentrator)
        .toList();
  }

  private Optional<Concentrator> concentrator(ObjectKey subnet) {
    return kept.byKey(KeptKind.CONCENTRATOR, subnet).map(object -> object.as(Concentrator.class));
  }
}
