package io.ciao.launcher.network;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.network.KeptWatches.Watched;
import io.ciao.launcher.network.SubnetSnapshot.Making;
import io.ciao.linux.subnet.SubnetOnNode;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads everything that one decision about subnets may look at.
final class SubnetSnapshotReader {
  private final NodePlace place;
  private final PortRegistry registry;
  private final KeptObjects kept;
  private final SubnetOnNode subnets;
  private final SubnetApplier applier;
  private final KeptGroups groups;
  private final InstantSource clock;

  /// @param applier knows what this life of the agent made and watches, and what is refused
  SubnetSnapshotReader(
      NodePlace place,
      PortRegistry registry,
      KeptObjects kept,
      SubnetOnNode subnets,
      SubnetApplier applier,
      InstantSource clock) {
    this.place = place;
    this.registry = registry;
    this.kept = kept;
    this.subnets = subnets;
    this.applier = applier;
    this.groups = new KeptGroups(kept, applier::gone);
    this.clock = clock;
  }

  SubnetSnapshot read(ObjectKey subnet) {
    var ports = registry.of(subnet);
    return new SubnetSnapshot(
        subnet,
        place,
        ports,
        concentrator(subnet).orElse(null),
        groups.of(subnet, ports.wanted()),
        new Making(
            clock.instant(),
            subnets.present(place.namespacePrefix()),
            registry.ran(),
            applier.madeAnew(subnet).orElse(null)),
        applier.madeWith(subnet).orElse(null),
        new SubnetSnapshot.Watches(applier.watched(), wanted()));
  }

  private Set<Watched> wanted() {
    var wanted = groups.wanted(registry.all());
    registry.inUse().forEach(key -> wanted.add(new Watched(KeptKind.CONCENTRATOR, key)));
    return wanted;
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
