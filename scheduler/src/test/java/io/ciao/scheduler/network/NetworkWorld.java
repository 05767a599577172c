package io.ciao.scheduler.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.instance.SshEndpoint;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.Finalizers;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.network.ActiveConcentrator;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.ConcentratorStatus;
import io.ciao.api.network.NetworkMember;
import io.ciao.api.network.Subnet;
import io.ciao.api.network.TenantNetwork;
import io.ciao.api.network.TenantNetworkSpec;
import io.ciao.api.network.TenantNetworkStatus;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.scheduler.TestInstance;
import io.ciao.testkit.Gen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One tenant network in memory with its instances, its concentrator and the agent that serves it.
/// Does what a pass says and refuses what must never happen.
final class NetworkWorld {
  static final NetworkSettings SETTINGS =
      NetworkSettings.parse("198.18.0.100-198.18.0.102/24", "198.18.0.254", 1500);

  final TreeMap<String, TestInstance> instances = new TreeMap<>();
  final Set<Long> otherVnis = new HashSet<>();
  final Set<String> otherOutside = new HashSet<>();
  final List<String> networkNodes = new ArrayList<>();
  boolean networkExists = true;
  long networkVersion = 1;
  List<Subnet> subnets = new ArrayList<>();
  List<Condition> conditions = List.of();
  @Nullable Concentrator concentrator;

  /// Members that the concentrator's agent has in force, as uid@epoch.
  private final Set<String> applied = new HashSet<>();

  private long clock = 1_000;

  static NetworkWorld generated(Gen gen) {
    var world = new NetworkWorld();
    for (int i = gen.between(0, 3); i > 0; i--) {
      world.otherVnis.add(4096L + gen.between(0, 4));
      world.otherOutside.add("198.18.0.10" + gen.between(0, 2));
    }
    if (!gen.oneIn(4)) {
      world.networkNodes.addAll(gen.pick(List.of("nn1"), List.of("nn1", "nn2")));
    }
    for (int i = gen.between(0, 6); i > 0; i--) {
      world.step(gen);
    }
    return world;
  }

  /// Something that others do: people, placement, agents.
  void step(Gen gen) {
    switch (gen.between(0, 9)) {
      case 0, 1 -> add(gen);
      case 2 -> place(gen);
      case 3, 4 -> place(gen);
      case 5 -> instances.values().stream().findAny().ifPresent(i -> i.deleting = gen.coin());
      case 6 -> agentWorks();
      case 7 ->
          instances.values().stream()
              .filter(i -> i.binding != null)
              .forEach(i -> i.observe(InstanceState.Running, gen.coin()));
      case 8 -> removeOne(gen);
      default -> {
        if (gen.oneIn(3)) {
          // Other nodes are ready, or the same in another order of load.
          networkNodes.clear();
          networkNodes.addAll(
              gen.pick(List.<String>of(), List.of("nn2"), List.of("nn2", "nn1"), List.of("nn1")));
        } else if (networkNodes.isEmpty() && gen.coin()) {
          networkNodes.add("nn1");
        } else if (concentrator != null && gen.oneIn(3)) {
          deleteConcentrator();
        }
      }
    }
  }

  private void add(Gen gen) {
    var made = new TestInstance("t1", "i" + gen.between(0, 8));
    made.running = gen.pick(null, true, false);
    instances.putIfAbsent(made.uid, made);
  }

  private void removeOne(Gen gen) {
    if (!instances.isEmpty()) {
      instances.remove(gen.oneOf(List.copyOf(instances.keySet())));
    }
  }

  /// As the placement pass does: addresses only of a subnet whose concentrator is stored and lives.
  private void place(Gen gen) {
    var serving = concentrator;
    if (serving == null || serving.metadata().deleting()) {
      return;
    }
    for (var instance : instances.values()) {
      if (instance.binding == null
          && !instance.deleting
          && !Boolean.FALSE.equals(instance.running)
          && gen.coin()) {
        address(instance, serving);
        instance.version = ++clock;
        instance.bind("cn" + gen.between(1, 3));
      } else if (instance.binding != null && gen.oneIn(4)) {
        instance.binding = null;
      }
    }
  }

  private void address(TestInstance instance, Concentrator serving) {
    if (instance.network != null) {
      return;
    }
    var cidr = Ipv4Subnet.parse(String.valueOf(serving.spec().subnet()));
    for (long host = 2; host < cidr.size() - 1; host++) {
      var address = cidr.address(host).toString();
      var free =
          instances.values().stream()
              .noneMatch(i -> i.network != null && i.network.address().equals(address));
      if (free) {
        instance.network =
            new InstanceNetwork(
                cidr.toString(), serving.metadata().requireName(), address, "02:00:" + host, 1);
        instance.ssh = new SshEndpoint(serving.spec().outsideHost(), 1);
        return;
      }
    }
  }

  /// The concentrator's agent applies what is stored, or tears down and lets go.
  void agentWorks() {
    var stored = concentrator;
    if (stored == null || stored.spec().nodeNames().isEmpty()) {
      return;
    }
    if (stored.metadata().deleting()) {
      concentrator = null;
      return;
    }
    applied.clear();
    stored.spec().members().forEach(m -> applied.add(m.uid() + "@" + m.epoch()));
    var node = stored.spec().nodeNames().getFirst();
    concentrator =
        with(
            stored,
            stored.spec(),
            new ConcentratorStatus(
                stored.metadata().generation(),
                new ActiveConcentrator("uid-" + node, node, "198.18.0.20", 1),
                null),
            stored.metadata().generationOrZero(),
            false);
  }

  private void deleteConcentrator() {
    var stored = concentrator;
    if (stored != null) {
      concentrator =
          with(stored, stored.spec(), stored.status(), stored.metadata().generationOrZero(), true);
    }
  }

  private Concentrator with(
      Concentrator stored,
      ConcentratorSpec spec,
      ConcentratorStatus status,
      long generation,
      boolean deleting) {
    return concentrator(stored.metadata().requireName(), spec, status, generation, deleting);
  }

  private Concentrator concentrator(
      String name,
      ConcentratorSpec spec,
      @Nullable ConcentratorStatus status,
      long generation,
      boolean deleting) {
    var meta =
        new ObjectMeta(
            name,
            null,
            "t1",
            "uid-" + name,
            Long.toString(++clock),
            generation,
            null,
            null,
            List.of(Finalizers.CONCENTRATOR),
            null,
            TestInstance.BEGIN,
            deleting ? TestInstance.BEGIN : null);
    return new Concentrator(null, null, meta, spec, status);
  }

  private @Nullable TenantNetwork network() {
    if (!networkExists) {
      return null;
    }
    var meta =
        new ObjectMeta(
            "default",
            null,
            "t1",
            "uid-net",
            Long.toString(networkVersion),
            1L,
            null,
            null,
            null,
            null,
            TestInstance.BEGIN,
            null);
    return new TenantNetwork(
        null,
        null,
        meta,
        new TenantNetworkSpec("172.16.0.0/16", 24, null, null, null, null),
        new TenantNetworkStatus(1L, subnets, conditions));
  }

  NetworkSnapshot snapshot() {
    var vnis = new HashSet<>(otherVnis);
    subnets.forEach(s -> vnis.add(s.vni()));
    var outside = new HashSet<>(otherOutside);
    if (concentrator != null) {
      outside.add(concentrator.spec().outsideHost());
    }
    return new NetworkSnapshot(
        network(),
        instances.values().stream().map(TestInstance::build).toList(),
        concentrator,
        vnis,
        outside,
        networkNodes,
        Map.of("cn1", "198.18.0.31", "cn2", "198.18.0.32"));
  }

  void apply(NetworkAction action) {
    switch (action) {
      case NetworkAction.AllocateSubnet allocate -> {
        assertThat(subnets).as("a subnet, once allocated, stays").isEmpty();
        assertThat(otherVnis).as("VNIs of others").doesNotContain(allocate.subnet().vni());
        assertThat(allocate.subnet().vni()).isBetween(4096L, 16_777_215L);
        subnets = List.of(allocate.subnet());
        networkVersion++;
      }
      case NetworkAction.SetNetworkReady say -> {
        assertThat(conditions).doesNotContain(say.condition());
        conditions = Conditions.merge(conditions, List.of(say.condition()), TestInstance.BEGIN);
        networkVersion++;
      }
      case NetworkAction.CreateConcentrator create -> create(create);
      case NetworkAction.UpdateConcentrator update -> update(update);
      case NetworkAction.DeleteConcentrator delete -> {
        assertThat(delete.concentrator()).isEqualTo(concentrator);
        assertThat(concentrator.metadata().deleting()).isFalse();
        assertThat(instances.values()).as("nobody has an address").allMatch(i -> i.network == null);
        deleteConcentrator();
      }
      case NetworkAction.RemoveConcentratorFinalizer _ -> {
        assertThat(concentrator.metadata().deleting()).isTrue();
        assertThat(concentrator.spec().nodeNames()).as("no agent has it").isEmpty();
        concentrator = null;
      }
      case NetworkAction.SetAttached say -> attached(say);
    }
  }

  private void create(NetworkAction.CreateConcentrator create) {
    assertThat(concentrator).as("one concentrator a subnet").isNull();
    assertThat(subnets).as("the subnet is stored before it is used").hasSize(1);
    var spec = create.spec();
    assertThat(spec.vni()).isEqualTo(subnets.getFirst().vni());
    assertThat(spec.subnet()).isEqualTo(subnets.getFirst().cidr());
    assertThat(create.name()).isEqualTo(subnets.getFirst().concentrator());
    assertThat(spec.outsideAddress()).isIn("198.18.0.100/24", "198.18.0.101/24", "198.18.0.102/24");
    assertThat(otherOutside).doesNotContain(spec.outsideHost());
    assertThat(spec.nodeNames()).hasSizeLessThanOrEqualTo(1);
    assertThat(networkNodes).containsAll(spec.nodeNames());
    assertMembers(spec);
    applied.clear();
    concentrator = concentrator(create.name(), spec, null, 1, false);
  }

  private void update(NetworkAction.UpdateConcentrator update) {
    assertThat(update.concentrator()).isEqualTo(concentrator);
    var before = concentrator.spec();
    var after = update.spec();
    assertThat(concentrator.metadata().deleting()).isFalse();
    assertThat(after).as("nothing is written for nothing").isNotEqualTo(before);
    assertThat(
            new ConcentratorSpec(
                after.tenantNetwork(),
                after.subnet(),
                after.vni(),
                after.mtu(),
                after.topology(),
                before.nodeNames(),
                after.outsideAddress(),
                after.outsideGateway(),
                after.gateway(),
                after.dns(),
                before.members(),
                after.fenced()))
        .as("all but members and nodes stays")
        .isEqualTo(before);
    if (!before.nodeNames().isEmpty()) {
      assertThat(after.nodeNames()).as("it stays on its node").isEqualTo(before.nodeNames());
    }
    assertMembers(after);
    concentrator =
        with(
            concentrator,
            after,
            concentrator.status(),
            concentrator.metadata().generationOrZero() + 1,
            false);
  }

  private static void assertMembers(ConcentratorSpec spec) {
    assertThat(spec.members()).extracting(NetworkMember::uid).doesNotHaveDuplicates();
    assertThat(spec.members()).extracting(NetworkMember::ip).doesNotHaveDuplicates();
  }

  private void attached(NetworkAction.SetAttached say) {
    var instance = instances.get(say.instance().metadata().requireUid());
    assertThat(instance.conditions).as("nothing is said twice").doesNotContain(say.condition());
    if (say.condition().holds()) {
      assertThat(trulyAttached(instance)).as("%s is attached", instance.uid).isTrue();
    } else if (Conditions.holds(instance.conditions, InstanceReasons.NETWORK_ATTACHED)) {
      assertThat(trulyAttached(instance)).as("%s is still attached", instance.uid).isFalse();
    }
    instance.say(say.condition());
  }

  private boolean trulyAttached(TestInstance instance) {
    return instance.binding != null
        && instance.observed != null
        && instance.observed.epoch() == instance.binding.epoch()
        && Boolean.TRUE.equals(instance.observed.interfacePlugged())
        && concentrator != null
        && !concentrator.metadata().deleting()
        && concentrator.spec().members().stream()
            .anyMatch(m -> m.uid().equals(instance.uid) && m.epoch() == instance.binding.epoch())
        && applied.contains(instance.uid + "@" + instance.binding.epoch());
  }

  boolean outsideIsExhausted() {
    return otherOutside.size() == 3;
  }

  private boolean inUse() {
    return instances.values().stream()
        .anyMatch(i -> i.network != null || (!i.deleting && !Boolean.FALSE.equals(i.running)));
  }

  /// What must be true when nothing is left to do, and agents have done their part.
  void assertGoal() {
    if (!inUse()) {
      assertThat(concentrator).as("it goes with the last instance").isNull();
    } else if (networkExists && !outsideIsExhausted()) {
      assertThat(concentrator).as("it comes with the first instance").isNotNull();
      assertThat(concentrator.metadata().deleting()).isFalse();
      assertThat(concentrator.spec().nodeNames()).hasSizeBetween(networkNodes.isEmpty() ? 0 : 1, 1);
      var bound = instances.values().stream().filter(i -> i.binding != null && i.network != null);
      assertThat(concentrator.spec().members())
          .as("members are exactly the bound instances")
          .extracting(m -> m.uid() + "@" + m.epoch() + " " + m.ip() + " " + m.name())
          .containsExactlyInAnyOrderElementsOf(
              bound
                  .map(
                      i ->
                          i.uid
                              + "@"
                              + i.binding.epoch()
                              + " "
                              + i.network.address()
                              + " "
                              + i.name)
                  .toList());
    }
    if (networkExists) {
      assertThat(Conditions.find(conditions, CommonReasons.READY))
          .as("the network says whether it can be used")
          .isPresent();
    }
    for (var instance : instances.values()) {
      if (instance.binding != null && !instance.deleting && !instance.binding.isReleasing()) {
        assertThat(Conditions.holds(instance.conditions, InstanceReasons.NETWORK_ATTACHED))
            .as("%s says truly whether it is attached", instance.uid)
            .isEqualTo(trulyAttached(instance));
      }
    }
  }
}
