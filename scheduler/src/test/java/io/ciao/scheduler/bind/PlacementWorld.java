package io.ciao.scheduler.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.Taint;
import io.ciao.api.workload.Placement.Strategy;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.place.Candidate;
import io.ciao.scheduler.place.Load;
import io.ciao.scheduler.place.NodeView;
import io.ciao.scheduler.place.Request;
import io.ciao.scheduler.place.Resident;
import io.ciao.scheduler.place.Residents;
import io.ciao.testkit.Gen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A cluster in memory that does what a placement pass says, and refuses what must never happen.
/// Its own rules are written apart from those of the code under test.
final class PlacementWorld {

  final TreeMap<String, TestInstance> instances = new TreeMap<>();
  final TreeMap<String, NodeView> nodes = new TreeMap<>();
  final Map<ObjectKey, List<Ipv4Subnet>> subnets = new HashMap<>();
  final Set<String> images = new HashSet<>(Set.of("tiny"));

  static PlacementWorld generated(Gen gen) {
    var world = new PlacementWorld();
    int nodes = gen.between(0, 5);
    for (int i = 0; i < nodes; i++) {
      world.node(gen, "n" + i);
    }
    for (var tenant : List.of("t1", "t2")) {
      if (!gen.oneIn(6)) {
        var address = "172.16.%d.%d".formatted(gen.pick(0, 5, 126, 127, 200), gen.between(0, 255));
        var prefix = gen.pick(29, 28, 24);
        var first = Ipv4Subnet.containing(Ipv4Address.parse(address), prefix);
        var next = Ipv4Subnet.containing(first.last().plus(1), prefix);
        world.subnets.put(
            new ObjectKey(tenant, "default"), gen.coin() ? List.of(first) : List.of(first, next));
      }
    }
    int count = gen.between(0, 14);
    for (int i = 0; i < count; i++) {
      world.instance(gen, gen.pick("t1", "t2"), "i" + i);
    }
    return world;
  }

  private void node(Gen gen, String name) {
    var ready = !gen.oneIn(5);
    nodes.put(
        name,
        new NodeView(
            name,
            "uid-" + name,
            "host-" + name,
            ready,
            ready ? "" : "has not been heard yet",
            gen.oneIn(8),
            gen.oneIn(8),
            gen.oneIn(6) ? Set.of("network") : Set.of("compute"),
            gen.pick(Set.of("qemu"), Set.of("qemu", "docker"), Set.of("simulated")),
            gen.coin() ? Map.of("zone", "a") : Map.of(),
            gen.oneIn(8) ? List.of(new Taint("k", null, "NoSchedule")) : List.of(),
            gen.between(0, 8),
            (long) gen.between(0, 8) * 256 << 20,
            0,
            gen.pick(0, 0, 2)));
  }

  private void instance(Gen gen, String tenant, String name) {
    var made = new TestInstance(tenant, name);
    made.vcpus = gen.between(1, 3);
    made.memoryMib = 256L * gen.between(1, 3);
    made.runtime = gen.pick(null, "vm", "container");
    made.image = gen.pick("tiny", "tiny", "tiny", "absent", null);
    made.pinned = gen.oneIn(6) ? "n0" : null;
    made.nodeSelector = gen.oneIn(6) ? Map.of("zone", "a") : Map.of();
    made.running = gen.pick(null, true, true, false);
    made.priority = gen.pick(null, null, -5, 7);
    made.created = TestInstance.BEGIN.plusSeconds(gen.between(0, 2));
    instances.put(made.uid, made);
    if (gen.oneIn(3)) {
      ownAddress(gen, made);
    }
    if (made.network != null && !nodes.isEmpty() && gen.coin()) {
      made.bind(gen.oneOf(List.copyOf(nodes.keySet())));
      if (gen.coin()) {
        made.release();
      }
      if (gen.coin()) {
        made.observe(gen.pick(InstanceState.Running, InstanceState.Released), false);
      }
    }
    made.deleting = gen.oneIn(6);
  }

  /// Something that can happen to a cluster, from without.
  void happens(Gen gen) {
    var all = List.copyOf(instances.values());
    if (all.isEmpty() || nodes.isEmpty()) {
      return;
    }
    var some = gen.oneOf(all);
    switch (gen.between(0, 5)) {
      case 0 -> instances.remove(some.uid);
      case 1 -> instance(gen, gen.pick("t1", "t2"), "new" + gen.between(0, 9));
      case 2 -> some.running = gen.pick(null, false);
      case 3 -> some.labels = Map.of("app", gen.pick("a", "b"));
      default -> {
        var name = gen.oneOf(List.copyOf(nodes.keySet()));
        var labels = nodes.get(name).labels();
        var roles = nodes.get(name).roles();
        node(gen, name);
        if (!gen.oneIn(4)) {
          nodes.put(name, with(nodes.get(name), labels, roles));
        }
      }
    }
  }

  private static NodeView with(NodeView n, Map<String, String> labels, Set<String> roles) {
    return new NodeView(
        n.name(),
        n.uid(),
        n.hostName(),
        n.ready(),
        n.notReadyBecause(),
        n.unschedulable(),
        n.full(),
        roles,
        n.drivers(),
        labels,
        n.taints(),
        n.vcpus(),
        n.memoryBytes(),
        n.diskBytes(),
        n.instances());
  }

  private void ownAddress(Gen gen, TestInstance made) {
    var all = subnets.get(made.networkKey());
    if (all != null) {
      var subnet = gen.oneOf(all);
      var address = subnet.address(gen.between(2, (int) subnet.size() - 2)).toString();
      if (!addresses(made.networkKey()).contains(address)) {
        made.network =
            new InstanceNetwork(subnet.toString(), "default-4096", address, "02:00:00:00:00:01", 1);
      }
    }
  }

  private Set<String> addresses(ObjectKey network) {
    var used = new HashSet<String>();
    for (var instance : instances.values()) {
      if (instance.network != null && instance.networkKey().equals(network)) {
        used.add(instance.network.address());
      }
    }
    return used;
  }

  PlacementSnapshot snapshot() {
    return snapshot(Map.of());
  }

  /// @param refused what is known of requests that no node takes
  PlacementSnapshot snapshot(Map<Request, NoRoom> refused) {
    var loads = new HashMap<String, Load>();
    var residents = new ArrayList<Resident>();
    var pending = new ArrayList<PendingInstance>();
    var stopped = new ArrayList<io.ciao.api.instance.Instance>();
    var released = new ArrayList<io.ciao.api.instance.Instance>();
    var abandoned = new ArrayList<io.ciao.api.instance.Instance>();
    for (var test : instances.values()) {
      var instance = test.build();
      var spec = EffectiveSpec.of(instance.spec(), WorkloadSpec.EMPTY);
      if (test.binding != null) {
        var request = Request.of(spec, test.tenant, test.labels);
        residents.add(resident(test, instance, request));
        loads.merge(
            test.binding.nodeName(), Load.NONE.plus(request), (before, _) -> before.plus(request));
        if (isReleased(test)) {
          released.add(instance);
        }
      } else if (test.deleting) {
        abandoned.add(instance);
      } else if (instance.spec().wantsRunning()) {
        pending.add(
            new PendingInstance(
                instance,
                null,
                spec,
                spec.image().filter(images::contains).isPresent(),
                null,
                null));
      } else {
        stopped.add(instance);
      }
    }
    var views = new HashMap<ObjectKey, NetworkView>();
    subnets.forEach(
        (key, cidrs) ->
            views.put(
                key,
                new NetworkView(
                    cidrs.stream()
                        .map(cidr -> new SubnetView(cidr, null, "default-4096", outside(cidr)))
                        .toList(),
                    addresses(key),
                    false)));
    var candidates =
        nodes.values().stream()
            .map(n -> new Candidate(n, loads.getOrDefault(n.name(), Load.NONE)))
            .toList();
    return new PlacementSnapshot(
        candidates,
        Residents.of(residents),
        Strategy.SPREAD,
        pending,
        stopped,
        released,
        List.of(),
        abandoned,
        refused,
        views);
  }

  private static Resident resident(TestInstance test, Instance instance, Request request) {
    var leaving = test.deleting || test.binding.isReleasing();
    return new Resident(
        InstanceRef.of(instance),
        test.binding.epoch(),
        test.binding.nodeName(),
        priority(test),
        leaving ? Resident.State.LEAVING : Resident.State.MOVABLE,
        request);
  }

  private static int priority(TestInstance test) {
    return test.priority == null ? 0 : test.priority;
  }

  private static boolean isReleased(TestInstance test) {
    return test.binding != null
        && test.binding.isReleasing()
        && test.observed != null
        && test.observed.is(InstanceState.Released, test.binding.epoch());
  }

  /// Does what the action says.
  ///
  /// @throws AssertionError if that must never happen
  void apply(PlacementAction action) {
    var test = instances.get(action.ref().uid());
    assertThat(test).as("%s is about an instance that exists", action).isNotNull();
    switch (action) {
      case PlacementAction.Bind bind -> bind(test, bind);
      case PlacementAction.FinishUnbind unbind -> {
        assertThat(isReleased(test)).as("released by its node: %s", test.uid).isTrue();
        assertThat(unbind.epoch()).isEqualTo(test.binding.epoch());
        test.binding = null;
      }
      case PlacementAction.Preempt preempt -> {
        assertThat(test.binding == null && !test.deleting).as("%s wants room", test.uid).isTrue();
        preempt.victims().forEach(evict -> givesWay(evict, test));
      }
      case PlacementAction.Say say -> {
        assertThat(test.binding).as("only an unbound instance is told why").isNull();
        assertThat(test.conditions).as("nothing is said twice").doesNotContain(say.condition());
        test.say(say.condition());
      }
      case PlacementAction.RemoveFinalizer _ -> {
        assertThat(test.deleting && test.binding == null).as("no node holds %s", test.uid).isTrue();
        instances.remove(test.uid);
      }
    }
  }

  private void givesWay(PlacementAction.Evict evict, TestInstance to) {
    var test = instances.get(evict.ref().uid());
    assertThat(test.binding.epoch()).isEqualTo(evict.epoch());
    assertThat(test.deleting || test.binding.isReleasing()).as("goes anyhow").isFalse();
    assertThat(priority(to)).as("priority over %s", test.uid).isGreaterThan(priority(test));
    test.release().observe(InstanceState.Released, false);
  }

  private void bind(TestInstance test, PlacementAction.Bind bind) {
    var node = nodes.get(bind.nodeName());
    assertThat(test.binding).as("%s has no node yet", test.uid).isNull();
    assertThat(test.deleting).as("%s lives", test.uid).isFalse();
    assertThat(test.running).as("%s wants to run", test.uid).isNotEqualTo(false);
    assertThat(bind.nodeUid()).isEqualTo(node.uid());
    assertThat(whyNot(test, node)).as("%s on %s", test.uid, node.name()).isEmpty();
    var network = bind.network();
    if (test.network == null) {
      var subnet = Ipv4Subnet.parse(network.subnet());
      var address = Ipv4Address.parse(network.address());
      assertThat(subnets.get(test.networkKey())).contains(subnet);
      assertThat(subnet.contains(address)).isTrue();
      assertThat(address).isNotIn(subnet.address(0), subnet.address(1), subnet.last());
      assertThat(addresses(test.networkKey()))
          .as("free addresses")
          .doesNotContain(network.address());
      assertThat(network.mac()).isEqualTo("02:00:" + hex(address));
      assertThat(network.forward()).isBetween(33_000, 65_535);
      assertThat(ports(test.networkKey())).as("free ports").doesNotContain(network.forward());
    } else {
      assertThat(network).as("addresses are kept").isEqualTo(test.network);
    }
    assertThat(bind.ssh().host()).isEqualTo(outside(Ipv4Subnet.parse(network.subnet())));
    assertThat(bind.ssh().port()).isEqualTo(network.forward());
    test.network = network;
    test.bind(node.name());
  }

  /// Each subnet has a concentrator of its own.
  private static String outside(Ipv4Subnet subnet) {
    return "198.18.0." + (100 + subnet.network().octet(3) % 100);
  }

  private Set<Integer> ports(ObjectKey network) {
    var used = new HashSet<Integer>();
    for (var instance : instances.values()) {
      if (instance.network != null && instance.networkKey().equals(network)) {
        used.add(instance.network.forward());
      }
    }
    return used;
  }

  private static String hex(Ipv4Address address) {
    return "%02x:%02x:%02x:%02x"
        .formatted(address.octet(0), address.octet(1), address.octet(2), address.octet(3));
  }

  /// Every reason why this node cannot take that instance now.
  List<String> whyNot(TestInstance test, NodeView node) {
    long vcpus = test.vcpus;
    long memoryMib = test.memoryMib;
    long count = 1;
    for (var other : instances.values()) {
      if (other != test && other.binding != null && other.binding.nodeName().equals(node.name())) {
        vcpus += other.vcpus;
        memoryMib += other.memoryMib;
        count++;
      }
    }
    var driver = "container".equals(test.runtime) ? "docker" : "qemu";
    var reasons = new ArrayList<String>();
    check(reasons, "role", node.roles().contains("compute"));
    check(reasons, "ready", node.ready());
    check(reasons, "schedulable", !node.unschedulable() && !node.full() && node.taints().isEmpty());
    check(
        reasons, "driver", node.drivers().contains(driver) || node.drivers().contains("simulated"));
    check(reasons, "pinned", test.pinned == null || test.pinned.equals(node.name()));
    check(reasons, "label", node.labels().entrySet().containsAll(test.nodeSelector.entrySet()));
    check(reasons, "vcpus", vcpus <= node.vcpus());
    check(reasons, "memory", memoryMib << 20 <= node.memoryBytes());
    check(reasons, "count", node.instances() == 0 || count <= node.instances());
    return reasons;
  }

  private static void check(List<String> reasons, String rule, boolean holds) {
    if (!holds) {
      reasons.add(rule);
    }
  }

  /// Instances of one need alike: of two that compete, the one behind never gets a node if the one
  /// ahead gets none.
  void assertNobodyIsPassedOver(List<PlacementAction> actions) {
    var bound = new HashSet<String>();
    for (var action : actions) {
      if (action instanceof PlacementAction.Bind(var instance, _, _, _, _, _, _)) {
        bound.add(instance.metadata().requireUid());
      }
    }
    for (var waits : instances.values()) {
      if (waits.binding != null || waits.deleting || bound.contains(waits.uid)) {
        continue;
      }
      for (var uid : bound) {
        var got = instances.get(uid);
        var sameTenant = got.networkKey().equals(waits.networkKey());
        if (sameTenant && (waits.network != null || got.network == null)) {
          assertThat(isAhead(waits, got)).as("%s waits and %s does not", waits.uid, uid).isFalse();
        }
      }
    }
  }

  private static boolean isAhead(TestInstance one, TestInstance other) {
    return priority(one) > priority(other)
        || (priority(one) == priority(other) && one.created.isBefore(other.created));
  }

  /// What must be true when nothing is left to do.
  void assertGoal() {
    for (var test : instances.values()) {
      if (test.binding != null) {
        assertThat(isReleased(test)).as("%s is not left at a node that let go", test.uid).isFalse();
        continue;
      }
      assertThat(test.deleting).as("deleted %s is gone", test.uid).isFalse();
      var said = Conditions.find(test.conditions, InstanceReasons.SCHEDULED);
      assertThat(said).as("%s says why it waits", test.uid).isPresent();
      assertThat(said.get().reason()).as(test.uid).isEqualTo(trueReason(test));
    }
  }

  private String trueReason(TestInstance test) {
    if (Boolean.FALSE.equals(test.running)) {
      return "Stopped";
    }
    if (test.image == null || !images.contains(test.image)) {
      return "WaitingForImage";
    }
    var all = subnets.get(test.networkKey());
    if (all == null) {
      return "WaitingForTenantNetwork";
    }
    if (nodes.values().stream().noneMatch(node -> whyNot(test, node).isEmpty())) {
      // Room that is being left is waited for.
      if (reasonOf(test).equals("Preempting") && isAnyLeaving()) {
        return "Preempting";
      }
      return "Unschedulable";
    }
    if (nodes.values().stream()
        .filter(node -> !isKeptForAnother(node))
        .noneMatch(node -> whyNot(test, node).isEmpty())) {
      return reasonOf(test);
    }
    var free =
        all.stream().mapToLong(s -> s.size() - 3).sum() - addresses(test.networkKey()).size();
    return test.network == null && free == 0 ? "AddressesExhausted" : "it could have been bound";
  }

  private boolean isAnyLeaving() {
    return instances.values().stream()
        .anyMatch(i -> i.binding != null && (i.deleting || i.binding.isReleasing()));
  }

  private boolean isKeptForAnother(NodeView node) {
    return instances.values().stream()
        .filter(i -> i.binding == null && !i.deleting)
        .flatMap(i -> Conditions.find(i.conditions, InstanceReasons.SCHEDULED).stream())
        .anyMatch(
            said ->
                "Preempting".equals(said.reason())
                    && said.message().endsWith(" on node " + node.name()));
  }

  private static String reasonOf(TestInstance test) {
    return Conditions.find(test.conditions, InstanceReasons.SCHEDULED).orElseThrow().reason();
  }
}
