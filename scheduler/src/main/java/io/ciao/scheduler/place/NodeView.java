package io.ciao.scheduler.place;

import io.ciao.api.node.Taint;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A node as placement sees it. Capacities are what instances may use in all, before what is bound
/// is taken off.
///
/// @param ready the node is a member and was heard lately
/// @param notReadyBecause for people, empty if ready
/// @param full the node itself said that it takes nothing more (SSNTP FULL)
/// @param roles `compute`, `network`
/// @param drivers `qemu`, `docker`, `simulated`
/// @param vcpus processors times the overcommit ratio
/// @param instances the most that may be bound; 0 means no limit
/// @param images what it says that it has ready, as [io.ciao.api.image.ImageNames] calls them
public record NodeView(
    String name,
    String uid,
    String hostName,
    boolean ready,
    String notReadyBecause,
    boolean unschedulable,
    boolean full,
    Set<String> roles,
    Set<String> drivers,
    Map<String, String> labels,
    List<Taint> taints,
    long vcpus,
    long memoryBytes,
    long diskBytes,
    long instances,
    Set<String> images) {

  public NodeView {
    roles = Set.copyOf(roles);
    drivers = Set.copyOf(drivers);
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
    images = Set.copyOf(images);
  }

  /// One that tells of no images.
  public NodeView(
      String name,
      String uid,
      String hostName,
      boolean ready,
      String notReadyBecause,
      boolean unschedulable,
      boolean full,
      Set<String> roles,
      Set<String> drivers,
      Map<String, String> labels,
      List<Taint> taints,
      long vcpus,
      long memoryBytes,
      long diskBytes,
      long instances) {
    this(
        name,
        uid,
        hostName,
        ready,
        notReadyBecause,
        unschedulable,
        full,
        roles,
        drivers,
        labels,
        taints,
        vcpus,
        memoryBytes,
        diskBytes,
        instances,
        Set.of());
  }
}
