package io.ciao.scheduler.externalip;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.externalip.ExternalIPPool;
import io.ciao.api.externalip.ExternalIPPoolSpec;
import io.ciao.api.externalip.ExternalIPSpec;
import io.ciao.api.externalip.ExternalIPStatus;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.meta.Finalizers;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.network.ActiveConcentrator;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.ConcentratorStatus;
import io.ciao.api.network.ConfirmedAddress;
import io.ciao.api.network.Dns;
import io.ciao.api.network.Gateway;
import io.ciao.api.network.MappedAddress;
import io.ciao.scheduler.TestInstance;
import io.ciao.testkit.Gen;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A pool of three addresses, those who name it, instances of two subnets, their concentrators, the
/// network pass and the agents. Does what a pass says.
final class ExternalIPWorld {
  private static final ExternalIPPool POOL =
      new ExternalIPPool(
          null,
          null,
          ObjectMeta.named(null, "public"),
          new ExternalIPPoolSpec(List.of("198.51.100.1-198.51.100.3"), "ARP", List.of()),
          null);

  private final TreeMap<String, ExternalIP> externalIPs = new TreeMap<>();
  private final Map<String, TestInstance> instances = new HashMap<>();

  /// What each concentrator is to have, and what it has.
  private final TreeMap<String, List<MappedAddress>> listed =
      new TreeMap<>(Map.of("c0", List.of(), "c1", List.of()));

  private final Map<String, List<MappedAddress>> inForce =
      new HashMap<>(Map.of("c0", List.of(), "c1", List.of()));

  private long clock = 100;

  void step(Gen gen) {
    var name = "e" + gen.between(0, 4);
    var target = "i" + gen.between(0, 3);
    switch (gen.between(0, 8)) {
      case 0, 1 -> make(name, gen.coin() ? target : null);
      case 2 -> want(name, gen.coin() ? target : null);
      case 3 -> delete(name);
      case 4 -> instances.computeIfAbsent(target, this::instance);
      case 5 -> instances.remove(target);
      case 6 -> {
        var instance = instances.get(target);
        if (instance != null && instance.binding == null) {
          instance.version = ++clock;
          instance.bind("cn1");
        } else if (instance != null) {
          instance.binding = null;
        }
      }
      case 7 -> networkPass();
      default -> agent("c" + gen.between(0, 1));
    }
    requireOneEach();
  }

  private TestInstance instance(String name) {
    var instance = new TestInstance("t1" + ++clock, name);
    var subnet = "i0".equals(name) || "i1".equals(name) ? 0 : 1;
    instance.network =
        new InstanceNetwork("172.16.%d.0/24".formatted(subnet), "c" + subnet, name, "m", 1);
    instance.securityGroups = List.of("all");
    return instance;
  }

  private void make(String name, String instance) {
    var meta = meta(name, "uid-" + name + ++clock, List.of(Finalizers.EXTERNAL_IP), false);
    externalIPs.putIfAbsent(
        name, new ExternalIP(null, null, meta, new ExternalIPSpec("public", null, instance), null));
  }

  private ObjectMeta meta(String name, String uid, List<String> finalizers, boolean deleting) {
    return new ObjectMeta(
        name,
        null,
        "t1",
        uid,
        Long.toString(++clock),
        1L,
        null,
        null,
        finalizers,
        null,
        null,
        deleting ? TestInstance.BEGIN : null);
  }

  private void put(ExternalIP e, boolean deleting, ExternalIPSpec spec, ExternalIPStatus status) {
    var meta = e.metadata();
    externalIPs.put(
        meta.requireName(),
        new ExternalIP(
            null,
            null,
            meta(meta.requireName(), meta.requireUid(), meta.finalizers(), deleting),
            spec,
            status));
  }

  private void want(String name, String instance) {
    var e = externalIPs.get(name);
    if (e != null) {
      var spec = new ExternalIPSpec("public", null, instance);
      put(e, e.metadata().deleting(), spec, e.status());
    }
  }

  private void delete(String name) {
    var e = externalIPs.get(name);
    if (e != null) {
      put(e, true, e.spec(), e.status());
    }
  }

  /// As the network pass does: what is granted to members.
  void networkPass() {
    for (var name : listed.keySet()) {
      listed.put(
          name,
          externalIPs.values().stream()
              .flatMap(e -> e.wantedMapping().map(m -> mapped(e, name)).stream())
              .flatMap(List::stream)
              .toList());
    }
  }

  private List<MappedAddress> mapped(ExternalIP e, String concentrator) {
    var mapping = e.wantedMapping().orElseThrow();
    var member =
        instances.values().stream()
            .filter(i -> i.binding != null && i.uid.equals(mapping.instanceUID()))
            .findFirst();
    return member.isPresent() && mapping.concentrator().equals(concentrator)
        ? List.of(
            new MappedAddress(
                String.valueOf(e.status().address()),
                "172.16.0.2",
                e.metadata().requireUid(),
                mapping.epoch(),
                "ARP"))
        : List.of();
  }

  void agent(String concentrator) {
    inForce.put(concentrator, listed.get(concentrator));
  }

  /// In force an address is one ExternalIP's, at one concentrator, and none has another's.
  private void requireOneEach() {
    var seen = new HashSet<String>();
    inForce.values().stream()
        .flatMap(List::stream)
        .forEach(mapped -> assertThat(seen.add(mapped.address())).as(mapped.address()).isTrue());
    Set<String> had = new HashSet<>();
    for (var e : externalIPs.values()) {
      var address = e.status().address();
      assertThat(address == null || had.add(address)).as("%s", address).isTrue();
    }
  }

  ExternalIPSnapshot snapshot() {
    var named = new HashMap<ObjectKey, Instance>();
    instances.forEach((name, i) -> named.put(new ObjectKey("t1", name), i.build()));
    return new ExternalIPSnapshot(
        "public",
        POOL,
        List.copyOf(externalIPs.values()),
        named,
        listed.keySet().stream().map(this::concentrator).toList(),
        Set.of(),
        List.of());
  }

  private Concentrator concentrator(String name) {
    var spec =
        new ConcentratorSpec(
                "default",
                "172.16.0.0/24",
                4096,
                1450,
                "mesh",
                "198.18.0.100/24",
                "198.18.0.254",
                new Gateway("172.16.0.1", null, "02:00:5e:00:00:01"),
                new Dns("t1.ciao", List.of()))
            .change()
            .nodeNames(List.of("nn1"))
            .externalIPs(listed.get(name))
            .made();
    var confirmed =
        inForce.get(name).stream()
            .map(m -> new ConfirmedAddress(m.address(), m.uid(), m.epoch()))
            .toList();
    var active = new ActiveConcentrator("uid-nn1", "nn1", "198.18.0.11", 1);
    return new Concentrator(
        null,
        null,
        ObjectMeta.named("t1", name),
        spec,
        new ConcentratorStatus(1L, active, confirmed, null, null, List.of()));
  }

  void apply(ExternalIPAction action) {
    switch (action) {
      case ExternalIPAction.SetStatus(var e, var status, var _) ->
          put(e, e.metadata().deleting(), e.spec(), status);
      case ExternalIPAction.RemoveFinalizer(var e, var _) ->
          externalIPs.remove(e.metadata().requireName());
      case ExternalIPAction.SetPoolStatus _ -> {}
    }
    requireOneEach();
  }

  /// Everything is as it shall be: whoever can be mapped is, and nothing else is in force.
  void assertGoal() {
    assertThat(externalIPs.values()).noneMatch(e -> e.metadata().deleting());
    var bound =
        externalIPs.values().stream()
            .filter(e -> e.status().address() != null)
            .filter(e -> e.spec().instance() != null)
            .filter(e -> instances.containsKey(e.spec().instance()))
            .filter(e -> instances.get(e.spec().instance()).binding != null)
            .toList();
    assertThat(bound).allMatch(e -> "Mapped".equals(e.status().conditions().getFirst().reason()));
    assertThat(
            inForce.values().stream()
                .flatMap(List::stream)
                .map(MappedAddress::uid)
                .collect(Collectors.toSet()))
        .isEqualTo(bound.stream().map(e -> e.metadata().uid()).collect(Collectors.toSet()));
    var addresses = externalIPs.values().stream().filter(e -> e.status().address() != null).count();
    assertThat(addresses).isEqualTo(Math.min(3, externalIPs.size()));
  }
}
