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
import io.ciao.api.network.ConcentratorReasons;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.ConcentratorStatus;
import io.ciao.api.network.NetworkMember;
import io.ciao.api.network.Subnet;
import io.ciao.api.network.TenantNetwork;
import io.ciao.api.network.TenantNetworkSpec;
import io.ciao.api.network.TenantNetworkStatus;
import io.ciao.api.network.Transit;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.cluster.ClusterIpv6;
import io.ciao.testkit.Gen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One tenant network in memory with its instances, its concentrators and the agents that serve
/// them. Has two subnets of five addresses. Does what a pass says and refuses what must never
/// happen.
final class NetworkWorld {
  /// Without IPv6.
  static final NetworkSettings SETTINGS =
      NetworkSettings.parse("198.18.0.100-198.18.0.102/24", "198.18.0.254", 1500);

  static final NetworkSettings WITH_IPV6 = SETTINGS.withIpv6(new ClusterIpv6(0x12345678));

  final TreeMap<String, TestInstance> instances = new TreeMap<>();
  final Set<Long> otherVnis = new HashSet<>();
  final Set<String> otherOutside = new HashSet<>();
  final List<String> networkNodes = new ArrayList<>();
  final List<GrantedAddress> granted = new ArrayList<>();

  /// Network nodes that are lost; all others may be ready or not.
  private final Set<String> lost = new HashSet<>();

  boolean networkExists = true;

  /// Whether subnets are allocated by a scheduler that knows nothing of IPv6.
  private boolean older;

  long networkVersion = 1;
  List<Subnet> subnets = new ArrayList<>();
  @Nullable Long transitVni;
  List<Condition> conditions = List.of();

  /// By VNI.
  final TreeMap<Long, Concentrator> concentrators = new TreeMap<>();

  /// Members that agents have in force, as uid@epoch.
  private final Set<String> applied = new HashSet<>();

  private long clock = 1_000;

  static NetworkWorld generated(Gen gen) {
    var world = new NetworkWorld();
    world.older = gen.oneIn(3);
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
      case 6 -> agentsWork();
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
          lost.removeAll(networkNodes);
        } else if (gen.oneIn(3)) {
          lose(gen.pick("nn1", "nn2"));
        } else if (networkNodes.isEmpty() && gen.coin()) {
          networkNodes.add("nn1");
          lost.remove("nn1");
        } else if (!concentrators.isEmpty() && gen.oneIn(3)) {
          delete(gen.oneOf(List.copyOf(concentrators.values())));
        }
      }
    }
  }

  private void lose(String node) {
    networkNodes.remove(node);
    lost.add(node);
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
    for (var instance : instances.values()) {
      if (instance.binding == null
          && !instance.deleting
          && !Boolean.FALSE.equals(instance.running)
          && gen.coin()) {
        if (instance.network != null || address(instance)) {
          instance.version = ++clock;
          instance.bind("cn" + gen.between(1, 3));
        }
      } else if (instance.binding != null && gen.oneIn(4)) {
        instance.binding = null;
      }
    }
  }

  private boolean address(TestInstance instance) {
    for (var serving : concentrators.values()) {
      var cidr = Ipv4Subnet.parse(serving.spec().subnet());
      for (long host = 2; !serving.metadata().deleting() && host < cidr.size() - 1; host++) {
        var address = cidr.address(host).toString();
        var free =
            instances.values().stream()
                .noneMatch(i -> i.network != null && i.network.address().equals(address));
        if (free) {
          var block = serving.spec().subnet6();
          instance.network =
              new InstanceNetwork(
                      cidr.toString(),
                      serving.metadata().requireName(),
                      address,
                      "02:00:" + host,
                      1)
                  .withAddress6(
                      block == null
                          ? null
                          : ClusterIpv6.address(block, cidr.address(host)).toString());
          instance.ssh = new SshEndpoint(serving.spec().outsideHost(), 1);
          return true;
        }
      }
    }
    return false;
  }

  /// The concentrators' agents apply what is stored, or tear down and let go. Lost nodes' do not.
  void agentsWork() {
    for (var stored : List.copyOf(concentrators.values())) {
      stored.spec().nodeNames().stream()
          .filter(node -> !lost.contains(node))
          .findFirst()
          .ifPresent(node -> agentWorks(stored, node));
    }
  }

  private void agentWorks(Concentrator stored, String node) {
    if (stored.metadata().deleting()) {
      if (stored.lastHolder().filter(last -> !lost.contains(last)).isPresent()) {
        concentrators.remove(stored.spec().vni());
      }
      return;
    }
    stored.spec().members().forEach(m -> applied.add(m.uid() + "@" + m.epoch()));
    var status =
        new ConcentratorStatus(
            stored.metadata().generation(),
            new ActiveConcentrator("uid-" + node, node, "198.18.0.20", 1),
            null,
            null,
            null,
            stored.status().conditions());
    put(with(stored, stored.spec(), status, stored.metadata().generationOrZero(), false));
  }

  /// Whether nothing is left for its agent to do, or no agent has it.
  boolean isApplied(Concentrator stored) {
    return stored.spec().nodeNames().isEmpty()
        || (!stored.metadata().deleting()
            && stored.metadata().generation().equals(stored.status().observedGeneration()));
  }

  private void put(Concentrator concentrator) {
    concentrators.put(concentrator.spec().vni(), concentrator);
  }

  private void delete(Concentrator stored) {
    put(with(stored, stored.spec(), stored.status(), stored.metadata().generationOrZero(), true));
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
        new TenantNetworkSpec("172.16.0.0/28", 29, null, null, null, null, null),
        new TenantNetworkStatus(1L, subnets, transitVni, conditions));
  }

  NetworkSnapshot snapshot() {
    var vnis = new HashSet<>(otherVnis);
    subnets.forEach(s -> vnis.add(s.vni()));
    Stream.ofNullable(transitVni).forEach(vnis::add);
    var outside = new HashSet<>(otherOutside);
    concentrators.values().forEach(c -> outside.add(c.spec().outsideHost()));
    return new NetworkSnapshot(
        network(),
        instances.values().stream().map(TestInstance::build).toList(),
        List.copyOf(concentrators.values()),
        TenantTransit.of(Stream.ofNullable(network()), List.copyOf(concentrators.values())),
        vnis,
        outside,
        networkNodes,
        carriers(),
        Map.of("cn1", "198.18.0.31", "cn2", "198.18.0.32"),
        Set.of(),
        granted);
  }

  private Set<String> carriers() {
    var carriers = new HashSet<>(Set.of("nn1", "nn2"));
    carriers.removeAll(lost);
    return carriers;
  }

  void apply(NetworkAction action) {
    switch (action) {
      case NetworkAction.AllocateSubnet allocate -> allocate(allocate.subnet());
      case NetworkAction.SetTransitVni(var _, var vni) -> {
        assertThat(concentrators.values()).filteredOn(c -> !c.metadata().deleting()).hasSize(2);
        assertThat(transitVni).as("it stays").isNull();
        assertThat(otherVnis).doesNotContain(vni);
        assertThat(subnets).noneMatch(subnet -> subnet.vni() == vni);
        transitVni = vni;
        networkVersion++;
      }
      case NetworkAction.SetSubnets(_, var with) -> {
        assertThat(with).extracting(s -> s.withCidr6(null)).isEqualTo(without(subnets));
        assertThat(with).isNotEqualTo(subnets);
        subnets = new ArrayList<>(with);
        older = false;
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
        assertThat(concentrators.values()).contains(delete.concentrator());
        assertThat(delete.concentrator().metadata().deleting()).isFalse();
        assertThat(instances.values())
            .as("nobody has an address of it")
            .noneMatch(i -> isIn(i, delete.concentrator().spec().subnet()));
        delete(delete.concentrator());
      }
      case NetworkAction.SetConcentratorCondition(var unserved, var condition) ->
          say(unserved, condition);
      case NetworkAction.RemoveConcentratorFinalizer(var gone) -> {
        assertThat(concentrators.values()).contains(gone);
        assertThat(gone.metadata().deleting()).isTrue();
        gone.lastHolder().ifPresent(last -> assertThat(lost).as("no agent has it").contains(last));
        concentrators.remove(gone.spec().vni());
      }
      case NetworkAction.SetAttached say -> attached(say);
    }
  }

  private void say(Concentrator unserved, Condition condition) {
    assertThat(concentrators.values()).contains(unserved);
    var active = unserved.status().active();
    if (condition.type().equals(CommonReasons.READY)) {
      assertThat(
              unserved.spec().nodeNames().isEmpty()
                  || !unserved.spec().nodeNames().contains(active.nodeName()))
          .isTrue();
    }
    assertThat(unserved.status().conditions()).doesNotContain(condition);
    var said =
        unserved
            .status()
            .with(
                unserved.status().observedGeneration(),
                active,
                Conditions.merge(
                    unserved.status().conditions(), List.of(condition), TestInstance.BEGIN));
    put(with(unserved, unserved.spec(), said, unserved.metadata().generationOrZero(), false));
  }

  private static List<Subnet> without(List<Subnet> subnets) {
    return subnets.stream().map(s -> s.withCidr6(null)).toList();
  }

  private static boolean isIn(TestInstance instance, String subnet) {
    return instance.network != null && instance.network.subnet().equals(subnet);
  }

  private void allocate(Subnet subnet) {
    var waiting = instances.values().stream().filter(i -> i.network == null).count();
    assertThat(waiting).as("somebody needs it").isPositive();
    for (var before : subnets) {
      assertThat(Ipv4Subnet.parse(before.cidr()).overlaps(Ipv4Subnet.parse(subnet.cidr())))
          .isFalse();
      assertThat(before.vni()).isNotEqualTo(subnet.vni());
    }
    assertThat(Ipv4Subnet.parse("172.16.0.0/28").contains(Ipv4Subnet.parse(subnet.cidr())))
        .isTrue();
    assertThat(otherVnis).as("VNIs of others").doesNotContain(subnet.vni());
    assertThat(subnet.vni()).isNotEqualTo(transitVni);
    assertThat(subnet.vni()).isBetween(4096L, 16_777_215L);
    subnets.add(older ? subnet.withCidr6(null) : subnet);
    networkVersion++;
  }

  private void create(NetworkAction.CreateConcentrator create) {
    var spec = create.spec();
    assertThat(concentrators).as("one concentrator a subnet").doesNotContainKey(spec.vni());
    var stored = subnets.stream().filter(s -> s.vni() == spec.vni()).findFirst();
    assertThat(stored).as("the subnet is stored before it is used").isPresent();
    assertThat(spec.subnet()).isEqualTo(stored.get().cidr());
    assertThat(create.name()).isEqualTo(stored.get().concentrator());
    assertThat(spec.outsideAddress()).isIn("198.18.0.100/24", "198.18.0.101/24", "198.18.0.102/24");
    assertThat(otherOutside).doesNotContain(spec.outsideHost());
    assertThat(concentrators.values())
        .as("an outside address for each")
        .noneMatch(c -> c.spec().outsideAddress().equals(spec.outsideAddress()));
    assertThat(spec.nodeNames()).hasSize(Math.min(networkNodes.size(), 2)).doesNotHaveDuplicates();
    assertThat(networkNodes).containsAll(spec.nodeNames());
    assertMembers(spec);
    put(concentrator(create.name(), spec, null, 1, false));
  }

  private void update(NetworkAction.UpdateConcentrator update) {
    var stored = update.concentrator();
    assertThat(concentrators.values()).contains(stored);
    var before = stored.spec();
    var after = update.spec();
    assertThat(stored.metadata().deleting()).isFalse();
    assertThat(after).as("nothing is written for nothing").isNotEqualTo(before);
    assertThat(
            after
                .change()
                .nodeNames(before.nodeNames())
                .members(before.members())
                .transit(before.transit())
                .subnet6(before.subnet6() == null ? null : after.subnet6())
                .gateway(before.subnet6() == null ? before.gateway() : after.gateway())
                .networkCIDRs(before.networkCIDRs())
                .made())
        .as("all but members, nodes, the way to others and what it had not stays")
        .isEqualTo(before);
    var transit = after.transit();
    if (transit != null) {
      assertThat(transit.vni()).as("stored before it is used").isEqualTo(transitVni);
    }
    var kept = before.nodeNames().stream().filter(node -> !lost.contains(node)).toList();
    assertThat(after.nodeNames().stream().limit(kept.size()).toList())
        .as("it stays on nodes that are not lost")
        .isEqualTo(kept);
    assertThat(after.nodeNames()).as("nothing is given to a lost node").noneMatch(lost::contains);
    assertMembers(after);
    put(with(stored, after, stored.status(), stored.metadata().generationOrZero() + 1, false));
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
        && concentrators.values().stream()
            .filter(c -> !c.metadata().deleting() && !c.spec().nodeNames().isEmpty())
            .flatMap(c -> c.spec().members().stream())
            .anyMatch(m -> m.uid().equals(instance.uid) && m.epoch() == instance.binding.epoch())
        && applied.contains(instance.uid + "@" + instance.binding.epoch());
  }

  private long outsideLeft() {
    return 3 - otherOutside.size();
  }

  private List<String> neededSubnets() {
    return subnets.stream()
        .map(Subnet::cidr)
        .filter(cidr -> instances.values().stream().anyMatch(i -> isIn(i, cidr)))
        .toList();
  }

  /// What must be true when nothing is left to do, and agents have done their part.
  void assertGoal() {
    var waiting =
        instances.values().stream()
            .anyMatch(i -> i.network == null && !i.deleting && !Boolean.FALSE.equals(i.running));
    var needed = neededSubnets();
    if (needed.isEmpty() && !waiting) {
      assertThat(concentrators).as("they go with the last instance").isEmpty();
    }
    if (networkExists && outsideLeft() >= 2) {
      assertThat(concentrators.values().stream().map(c -> c.spec().subnet()))
          .as("each subnet in use has one")
          .containsAll(needed);
      if (waiting) {
        assertThat(concentrators).as("whoever waits has one to wait for").isNotEmpty();
      }
    }
    for (var one : concentrators.values()) {
      assertServes(one);
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

  private void assertServes(Concentrator one) {
    assertThat(one.metadata().deleting()).isFalse();
    var block = WITH_IPV6.block6(one.spec().vni());
    assertThat(one.spec().subnet6()).isEqualTo(block);
    assertThat(one.spec().gateway().ip6()).startsWith(block.replace("/64", ""));
    assertThat(one.spec().nodeNames()).noneMatch(lost::contains);
    var others = concentrators.values().stream().filter(other -> other != one).toList();
    var transit = one.spec().transit();
    assertThat(transit == null ? List.<Transit.Peer>of() : transit.peers())
        .as("it knows the way to the others")
        .extracting(peer -> peer.name() + " " + peer.subnet())
        .containsExactlyElementsOf(
            others.stream()
                .map(other -> other.metadata().requireName() + " " + other.spec().subnet())
                .toList());
    assertThat(one.spec().nodeNames())
        .as("two where two are ready")
        .hasSizeBetween(Math.min(networkNodes.size(), networkExists ? 2 : 1), 2)
        .doesNotHaveDuplicates();
    assertThat(Conditions.holds(one.status().conditions(), ConcentratorReasons.STANDBY))
        .isEqualTo(one.spec().nodeNames().size() == 2);
    var bound =
        instances.values().stream()
            .filter(i -> i.binding != null && isIn(i, one.spec().subnet()))
            .map(
                i ->
                    String.join(
                        " ",
                        i.uid + "@" + i.binding.epoch(),
                        i.network.address(),
                        String.valueOf(i.network.address6()),
                        i.name));
    assertThat(one.spec().members())
        .as("members are exactly the bound instances")
        .extracting(
            m ->
                String.join(
                    " ", m.uid() + "@" + m.epoch(), m.ip(), String.valueOf(m.ip6()), m.name()))
        .containsExactlyInAnyOrderElementsOf(bound.toList());
  }
}
