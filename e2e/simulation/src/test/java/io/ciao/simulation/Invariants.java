package io.ciao.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.unit.Quantity;
import io.ciao.launcher.driver.Copy;
import io.ciao.store.Expired;
import io.ciao.store.ResourceKey;
import io.ciao.store.Selection;
import io.ciao.store.StoreEvent;
import io.ciao.store.StoredObject;
import io.ciao.store.Subscription;
import io.ciao.store.SystemKeys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What must hold whatever happens; looked at after every step, and at every start of a copy.
final class Invariants implements AutoCloseable {
  private final World world;
  private final Subscription instances;
  private final Subscription nodes;
  private final Map<String, Bound> bound = new TreeMap<>();
  private final Map<String, Long> highest = new HashMap<>();
  private final Map<String, String> members = new HashMap<>();
  private final Map<String, Long> memory = new HashMap<>();

  /// An instance's binding as it is stored.
  ///
  /// @param released whether its node has let go of it on demand
  private record Bound(String node, long epoch, boolean released, long memory) {}

  Invariants(World world) throws Expired {
    this.world = world;
    var now = world.store.currentVersion();
    instances = world.store.watch(Selection.of("instances"), now);
    nodes = world.store.watch(Selection.of("nodes"), now);
  }

  /// Everything that was stored since the last step, in order; then the whole.
  void check() {
    var events = new ArrayList<StoreEvent>();
    try {
      events.addAll(instances.drain(Integer.MAX_VALUE));
      events.addAll(nodes.drain(Integer.MAX_VALUE));
    } catch (Expired e) {
      throw new IllegalStateException(e);
    }
    events.sort(Comparator.comparingLong(StoreEvent::version));
    events.forEach(this::happened);
    if (!events.isEmpty()) {
      noNodeIsOverbooked();
    }
    noMemberHasAStaleCopy();
  }

  private void happened(StoreEvent event) {
    switch (event) {
      case StoreEvent.Put(var now, _) when now.key().resource().equals("nodes") -> node(now);
      case StoreEvent.Put(var now, _) -> instance(now);
      case StoreEvent.Deleted(var last) -> bound.remove(last.uid());
      case StoreEvent.Progress _ -> {}
    }
  }

  private void node(StoredObject node) {
    var status = node.view().path("status");
    var state = status.path("member").path("state").asText();
    if (!state.equals(members.put(node.key().name(), state)) && state.equals("Lost")) {
      world.count("lost");
      lost(node.key().name(), status.path("member").path("incarnation").asLong());
    }
    var allocatable = status.path("allocatable").path("memory").asText("");
    if (!allocatable.isEmpty()) {
      memory.put(node.key().name(), Quantity.parse(allocatable).bytes());
    }
  }

  /// By then it must have ceased to start anything.
  private void lost(String name, long incarnation) {
    for (var node : world.nodes) {
      var agent = node.agent();
      require(
          !node.name().equals(name)
              || agent == null
              || agent.incarnation() != incarnation
              || agent.mayStartNothing(),
          "node %s is lost with incarnation %d before its own deadline",
          name,
          incarnation);
    }
  }

  private void instance(StoredObject instance) {
    var uid = instance.uid();
    var status = instance.view().path("status");
    var before = bound.get(uid);
    var now = bound(instance.view());
    if (now == null) {
      bound.remove(uid);
    } else {
      require(
          now.epoch() >= highest.getOrDefault(uid, 0L),
          "%s is bound at epoch %d after %d",
          instance,
          now.epoch(),
          highest.get(uid));
      highest.put(uid, now.epoch());
      bound.put(uid, now);
    }
    var moved = before != null && (now == null || before.epoch() != now.epoch());
    if (moved && !before.released()) {
      require(
          "Lost".equals(members.get(before.node())),
          "%s is taken from node %s at epoch %d, which is %s and has not let go",
          instance,
          before.node(),
          before.epoch(),
          members.get(before.node()));
      world.count("taken from a lost node");
    }
    var observed = status.path("observed");
    if (now != null && observed.isObject()) {
      require(
          observed.path("epoch").asLong() <= now.epoch(),
          "%s is observed at epoch %s",
          instance,
          observed);
    }
  }

  private static Bound bound(JsonNode instance) {
    var status = instance.path("status");
    var binding = status.path("binding");
    if (!binding.isObject()) {
      return null;
    }
    var epoch = binding.path("epoch").asLong();
    var observed = status.path("observed");
    var released =
        binding.path("releasing").asBoolean()
            && observed.path("epoch").asLong() == epoch
            && observed.path("state").asText().equals("Released");
    var size = instance.path("spec").path("resources").path("memory").asText("0");
    return new Bound(
        binding.path("nodeName").asText(), epoch, released, Quantity.parse(size).bytes());
  }

  private void noNodeIsOverbooked() {
    var used = new TreeMap<String, Long>();
    bound.values().forEach(b -> used.merge(b.node(), b.memory(), Long::sum));
    used.forEach(
        (node, bytes) ->
            require(
                bytes <= memory.getOrDefault(node, Long.MAX_VALUE),
                "node %s has %d bytes of memory and %d are bound to it",
                node,
                memory.get(node),
                bytes));
  }

  private void noMemberHasAStaleCopy() {
    for (var node : world.nodes) {
      if ("Member".equals(members.get(node.name()))) {
        for (var copy : node.running()) {
          var current = bound.get(copy.uid());
          require(
              current == null && !exists(copy.uid())
                  || current != null
                      && current.node().equals(node.name())
                      && current.epoch() == copy.epoch(),
              "node %s is a member and runs %s at epoch %d, which is bound: %s",
              node.name(),
              copy.uid(),
              copy.epoch(),
              current);
        }
      }
    }
  }

  private boolean exists(String uid) {
    return world.store.getByUid("instances", uid).isPresent();
  }

  /// An agent started a copy: the cluster must have wanted that at that very moment.
  void started(SimNode node, String uid, long epoch) {
    world.count("started");
    var member = world.membership(node.name());
    require(
        Objects.equals(member, "Member(" + node.incarnation() + ")"),
        "node %s of incarnation %d starts %s at epoch %d, and is %s",
        node.name(),
        node.incarnation(),
        uid,
        epoch,
        member);
    var instance = world.store.getByUid("instances", uid);
    var now = instance.map(found -> bound(found.view())).orElse(null);
    require(
        instance.isEmpty()
            || (now != null && now.node().equals(node.name()) && now.epoch() == epoch),
        "node %s starts %s at epoch %d, which is bound: %s",
        node.name(),
        uid,
        epoch,
        now);
    for (var other : world.nodes) {
      for (var copy : other.running()) {
        require(
            other == node
                || !copy.uid().equals(uid)
                || !String.valueOf(world.membership(other.name())).startsWith("Member"),
            "node %s starts %s at epoch %d beside member %s, which runs it at %d",
            node.name(),
            uid,
            epoch,
            other.name(),
            copy.epoch());
      }
    }
  }

  /// What keeps the world from being at rest: everything wanted runs once, and nothing else does.
  List<String> unrest() {
    var found = new ArrayList<String>();
    var copies = new TreeMap<String, String>();
    for (var node : world.nodes) {
      for (Copy copy : node.running()) {
        var where = node.name() + " at " + copy.epoch();
        var before = copies.put(copy.uid(), where);
        if (before != null) {
          found.add(copy.uid() + " runs on " + before + " and on " + where);
        }
      }
    }
    for (var instance : world.store.list(Selection.of("instances")).objects()) {
      var tree = instance.view();
      var copy = copies.remove(instance.uid());
      var now = bound(tree);
      var observed = tree.path("status").path("observed");
      if (instance.deleting()) {
        found.add(instance + " is being deleted " + tree.path("status"));
      } else if (!tree.path("spec").path("running").asBoolean(true)) {
        if (copy != null) {
          found.add(instance + " should not run and does on " + copy);
        }
      } else if (now == null || !(now.node() + " at " + now.epoch()).equals(copy)) {
        found.add(instance + " runs on " + copy + ", its status is " + tree.path("status"));
      } else if (!observed.path("state").asText().equals("Running")
          || observed.path("epoch").asLong() != now.epoch()) {
        found.add(instance + " runs and is shown as " + observed);
      }
    }
    copies.forEach((uid, where) -> found.add(uid + " is not there and runs on " + where));
    return found;
  }

  /// The stored membership of every node.
  static String key(String node) {
    return SystemKeys.member(node);
  }

  private void require(boolean holds, String what, Object... about) {
    if (!holds) {
      throw new AssertionError("at %d ms: %s".formatted(world.now(), what.formatted(about)));
    }
  }

  @Override
  public void close() {
    instances.close();
    nodes.close();
  }

  static ResourceKey instanceKey(String name) {
    return ResourceKey.namespaced("instances", World.TENANT, name);
  }
}
