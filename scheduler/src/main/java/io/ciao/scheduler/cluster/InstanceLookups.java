package io.ciao.scheduler.cluster;

import io.ciao.api.instance.Instance;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.Informer.Entry;
import io.ciao.reconcile.Lookup;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds instances by what passes ask for, so that a pass costs what it is about and not what the
/// cluster holds. Safe for many threads.
public final class InstanceLookups {
  private final Lookup<Instance, String> node;
  private final Lookup<Instance, ObjectKey> network;
  private final Lookup<Instance, Boolean> unsettled;
  private final Lookup<Instance, ObjectKey> group;

  InstanceLookups(Informer<Instance> instances) {
    this.node = instances.indexed(entry -> nodeOf(entry.object()));
    this.network = instances.indexed(entry -> Set.of(networkOf(entry.object())));
    this.unsettled =
        instances.indexed(entry -> isUnsettled(entry.object()) ? Set.of(true) : Set.of());
    this.group = instances.indexed(entry -> groupsOf(entry.object()));
  }

  /// Those bound to the node of that name.
  public List<Entry<Instance>> onNode(String name) {
    return node.at(name);
  }

  /// Those that are, or are to be, in that tenant network.
  public List<Entry<Instance>> inNetwork(ObjectKey key) {
    return network.at(key);
  }

  /// Those without a node, and those whose node has not yet said anything of its binding.
  public List<Entry<Instance>> unsettled() {
    return unsettled.at(true);
  }

  /// Those that name that security group.
  public List<Entry<Instance>> inGroup(ObjectKey key) {
    return group.at(key);
  }

  /// The security groups that an instance names.
  public static Set<ObjectKey> groupsOf(Instance instance) {
    return instance.spec().securityGroups().stream()
        .map(name -> new ObjectKey(instance.metadata().namespace(), name))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The tenant network that an instance names.
  public static ObjectKey networkOf(Instance instance) {
    return new ObjectKey(instance.metadata().namespace(), instance.spec().networkName());
  }

  private static Set<String> nodeOf(Instance instance) {
    var binding = instance.status().binding();
    return binding == null ? Set.of() : Set.of(binding.nodeName());
  }

  private static boolean isUnsettled(Instance instance) {
    var binding = instance.status().binding();
    var observed = instance.status().observed();
    return binding == null || observed == null || observed.epoch() != binding.epoch();
  }
}
