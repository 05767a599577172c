package io.ciao.cnci.concentrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.codec.Json;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorReasons;
import io.ciao.api.network.ConfirmedAddress;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.basis.time.Backoff;
import io.ciao.cnci.replica.Replicas;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.process.ProcessTable;
import io.ciao.linux.subnet.TunnelFence;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassResult;
import io.ciao.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Passes over one Concentrator with a real kernel and a fake API.
@Tag("networks")
final class ConcentratorReconcilerIT {
  private static final long VNI = 4097;
  private static final Ipv4Address LOST = Ipv4Address.parse("198.18.0.31");

  @TempDir Path state;

  private final CommandRunner commands = new CommandRunner();
  private final NetworkNamespaces namespaces = new NetworkNamespaces();
  private final ConcentratorOnNode node = ConcentratorOnNode.withKernel();
  private final FakeConcentratorApi api = new FakeConcentratorApi();
  private final AtomicLong clock = new AtomicLong();
  private NetNamespace.Named machine;
  private ConcentratorHost host;
  private Replicas replicas;
  private ConcentratorMemory memory;
  private Informer<Concentrator> informer;

  @BeforeEach
  void build() throws Exception {
    if (!"root".equals(System.getProperty("user.name"))) {
      Assumptions.abort("needs root: network namespaces");
    }
    var number = ThreadLocalRandom.current().nextInt(0x10000);
    machine = new NetNamespace.Named(String.format(Locale.ROOT, "lct%04x-nn1", number));
    namespaces.create(machine);
    in(machine, "ip", "link", "add", "br-ul", "type", "bridge");
    in(machine, "ip", "addr", "add", "198.18.0.20/24", "dev", "br-ul");
    in(machine, "ip", "link", "set", "br-ul", "up");
    host = Fixture.host(machine, machine.name(), state);
    replicas = new Replicas(host.nodeName(), host.address().toString(), clock::get);
    memory = new ConcentratorMemory(state.resolve("remembered"));
    informer = informer().start();
    Eventually.within(Duration.ofSeconds(5)).until("the first list is in", informer::synced);
  }

  @AfterEach
  void tearDown() {
    if (machine == null) {
      return;
    }
    informer.close();
    node.remove(host.place(VNI), VNI, host.directory(VNI));
    namespaces.delete(machine);
  }

  @Test
  void servesAndSaysSoOnce() {
    api.put(Fixture.tree());

    var result = reconciler(informer).reconcile(Fixture.KEY);

    assertThat(result).isInstanceOf(PassResult.CheckAgain.class);
    assertServing();
    var status = Fixture.concentrator(api.stored()).status();
    assertThat(status.observedGeneration()).isEqualTo(3);
    assertThat(status.active()).isNotNull();
    assertThat(status.active().nodeUID()).isEqualTo("node-uid");
    assertThat(status.active().vtep()).isEqualTo("198.18.0.20");
    assertThat(status.active().epoch()).isEqualTo(700);
    assertThat(status.conditions()).singleElement().matches(c -> c.holds());
    var writes = api.writes();
    reconciler(informer).reconcile(Fixture.KEY);
    assertThat(api.writes()).as("at rest nothing is written").isEqualTo(writes);
  }

  @Test
  void confirmsExternalAddressesThatAreInForceAndThoseAlone() {
    var tree = Fixture.tree();
    Fixture.spec(tree).withArray("externalIPs").add(Fixture.externalIP("198.51.100.1", "ARP"));
    api.put(tree);
    reconciler(informer).reconcile(Fixture.KEY);
    assertThat(confirmed())
        .containsExactly(new ConfirmedAddress("198.51.100.1", "uid-198.51.100.1", 7));
    var inside = host.place(VNI).namespace();
    assertThat(in(inside, "ip", "-o", "addr", "show", "up0")).contains("198.51.100.1/32");
    assertThat(in(inside, "nft", "list", "map", "ip", "cnci-fip", "inward"))
        .contains("198.51.100.1 : 172.16.0.10");

    in(machine, "ip", "link", "del", "br-ul");
    in(machine, "ip", "link", "del", "up-4097");
    var without = api.stored();
    Fixture.spec(without).withArray("externalIPs").removeAll();
    api.put(without);
    assertThatThrownBy(() -> reconciler(informer).reconcile(Fixture.KEY)).isNotNull();
    assertThat(confirmed()).as("nobody knows whether it is gone").hasSize(1);

    in(machine, "ip", "link", "add", "br-ul", "type", "bridge");
    reconciler(informer).reconcile(Fixture.KEY);
    assertThat(confirmed()).isEmpty();
    assertThat(in(inside, "ip", "-o", "addr", "show", "up0")).doesNotContain("198.51.100.1");
  }

  private List<ConfirmedAddress> confirmed() {
    return Fixture.concentrator(api.stored()).status().externalIPs();
  }

  @Test
  void newAgentWithoutTheApiGoesOnServing() {
    api.put(Fixture.tree());
    reconciler(informer).reconcile(Fixture.KEY);
    api.cut(true);
    in(NetNamespace.CURRENT, "ip", "netns", "del", host.place(VNI).namespace().name());
    var another = new ConcentratorMemory(state.resolve("remembered"));
    assertThat(another.keys()).containsExactly(Fixture.KEY);

    try (var unsynced = informer()) {
      reconciler(unsynced).reconcile(Fixture.KEY);
    }

    assertServing();
  }

  @Test
  void apiThatFailsDuringAPassTakesNothingDown() {
    api.put(Fixture.tree());
    reconciler(informer).reconcile(Fixture.KEY);
    api.cut(true);
    reconciler(informer).reconcile(Fixture.KEY);
    assertServing();
  }

  /// The MAC is the same on every node, so switches have to learn where it is now.
  @Test
  void outsideAddressIsAnnouncedOnTheNewUplink() throws InterruptedException {
    api.put(Fixture.tree());
    reconciler(informer).reconcile(Fixture.KEY);
    var mac = MacAddress.ofOutside(Ipv4Address.parse("198.18.0.100")).toString();
    Eventually.within(Duration.ofSeconds(5))
        .until(
            "the bridge has heard it",
            () ->
                in(machine, "bridge", "fdb", "show", "br", "br-ul")
                    .lines()
                    .anyMatch(
                        line ->
                            line.startsWith(mac)
                                && line.contains("up-4097")
                                && !line.contains("permanent")));
  }

  @Test
  void standbyHasAllButWhatIsSeenOfIt() {
    var tree = Fixture.tree();
    Fixture.spec(tree).putArray("nodeNames").add("nn2").add("nn1");
    Fixture.active(tree, "nn2", "198.18.0.21", 600);
    api.put(tree);

    reconciler(informer).reconcile(Fixture.KEY);

    var place = host.place(VNI).namespace();
    assertThat(in(place, "nft", "list", "map", "ip", "cnci", "sshfwd"))
        .contains("33010 : 172.16.0.10");
    assertThat(in(place, "bridge", "fdb", "show", "dev", "vx"))
        .contains("02:00:ac:10:00:0a dst 198.18.0.31")
        .as("broadcasts go nowhere")
        .doesNotContain("00:00:00:00:00:00");
    assertThat(in(machine, "ip", "-o", "link")).doesNotContain("up-4097");
    assertThat(dnsmasq()).isEmpty();
    assertThat(api.writes()).isZero();
  }

  @Test
  void roleIsTakenFromANodeThatIsNamedNoMoreAndGivenUpWhenAnotherHasIt() {
    var tree = Fixture.tree();
    Fixture.active(tree, "nn2", "198.18.0.21", 600);
    api.put(tree);

    reconciler(informer).reconcile(Fixture.KEY);

    assertServing();
    var taken = Fixture.concentrator(api.stored());
    assertThat(taken.status().active().nodeName()).isEqualTo("nn1");
    assertThat(taken.status().active().epoch()).isEqualTo(700);
    var other = api.stored();
    Fixture.spec(other).putArray("nodeNames").add("nn2").add("nn1");
    Fixture.active(other, "nn2", "198.18.0.21", 800);
    api.put(other);

    reconciler(informer).reconcile(Fixture.KEY);

    assertThat(in(machine, "ip", "-o", "link")).doesNotContain("up-4097");
    assertThat(dnsmasq()).isEmpty();
    assertThat(namespaces.exists(host.place(VNI).namespace())).isTrue();
  }

  @Test
  void standbyAfterARebootWithoutTheApiThoughItRemembersTheRole() {
    var tree = Fixture.tree();
    Fixture.spec(tree).putArray("nodeNames").add("nn1").add("nn2");
    api.put(tree);
    reconciler(informer).reconcile(Fixture.KEY);
    assertServing();
    api.cut(true);

    try (var unsynced = informer()) {
      replicas = new Replicas(host.nodeName(), host.address().toString(), clock::get);
      reconciler(unsynced).reconcile(Fixture.KEY);
      assertServing();

      node.remove(host.place(VNI), VNI, host.directory(VNI));
      replicas = new Replicas(host.nodeName(), host.address().toString(), clock::get);
      reconciler(unsynced).reconcile(Fixture.KEY);
      assertThat(in(machine, "ip", "-o", "link")).doesNotContain("up-4097");
      assertThat(dnsmasq()).isEmpty();
    }
  }

  @Test
  void deletedOneIsRemovedWholeAndReleased() {
    api.put(Fixture.tree());
    reconciler(informer).reconcile(Fixture.KEY);
    api.put(Fixture.deleting());
    reconciler(informer).reconcile(Fixture.KEY);
    assertThat(api.stored()).as("the API could complete the deletion").isNull();
    assertGone();
    assertThat(memory.keys()).isEmpty();
  }

  @Test
  void oneThatIsNotHereAnyMoreIsRemovedWhole() {
    api.put(Fixture.tree());
    reconciler(informer).reconcile(Fixture.KEY);
    api.put(null);
    reconciler(informer).reconcile(Fixture.KEY);
    assertGone();
    assertThat(reconciler(informer).reconcile(Fixture.KEY)).isEqualTo(PassResult.DONE);
  }

  @Test
  void failureToApplyIsSaidInTheStatus() {
    in(machine, "ip", "link", "del", "br-ul");
    api.put(Fixture.tree());
    assertThatThrownBy(() -> reconciler(informer).reconcile(Fixture.KEY))
        .hasMessageContaining("has no bridge br-ul");
    var status = Fixture.concentrator(api.stored()).status();
    assertThat(status.observedGeneration()).isNull();
    assertThat(status.conditions())
        .singleElement()
        .matches(c -> ConcentratorReasons.NOT_APPLIED.equals(c.reason()));
  }

  @Test
  void strayOfALostStateDirectoryIsRemovedOnceTheApiHasAnswered() {
    api.put(Fixture.tree());
    reconciler(informer).reconcile(Fixture.KEY);
    memory.forget(Fixture.KEY);
    try (var unsynced = informer()) {
      assertThat(new StrayConcentrators(unsynced, memory, node, host).remove()).isFalse();
      assertServing();
    }
    assertThat(new StrayConcentrators(informer, memory, node, host).remove()).isTrue();
    assertGone();
  }

  @Test
  void lostNodesAreRefusedAndANewAgentWithoutTheApiKeepsItSo() throws InterruptedException {
    var fence = new TunnelFence(machine, "cnci");
    var tree = Fixture.tree();
    Fixture.spec(tree).putArray("fenced").add("198.18.0.31").add(host.address().toString());
    api.put(tree);
    fenceBySynced(fence);
    assertThat(fence.refused()).as("not itself").containsExactly(LOST);
    try (var unsynced = informer()) {
      fences(unsynced, fence).reconcile(FenceReconciler.KEY);
      assertThat(fence.refused()).containsExactly(LOST);
      memory.remember(Fixture.KEY, Fixture.concentrator(tree));
      fence.refuse(new TreeSet<>());
      fences(unsynced, fence).reconcile(FenceReconciler.KEY);
      assertThat(fence.refused()).as("as remembered").containsExactly(LOST);
    }
    api.put(Fixture.tree());
    fenceBySynced(fence);
    assertThat(in(machine, "nft", "list", "tables")).isEmpty();
  }

  private void fenceBySynced(TunnelFence fence) throws InterruptedException {
    try (var synced = informer().start()) {
      Eventually.within(Duration.ofSeconds(5)).until("the first list is in", synced::synced);
      fences(synced, fence).reconcile(FenceReconciler.KEY);
    }
  }

  private FenceReconciler fences(Informer<Concentrator> from, TunnelFence fence) {
    return new FenceReconciler(from, memory, fence, host.address());
  }

  private ConcentratorReconciler reconciler(Informer<Concentrator> from) {
    var clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    return new ConcentratorReconciler(
        new ConcentratorSnapshotReader(from, api, memory, siblings(from), node, replicas, host),
        new ConcentratorApplier(node, memory, api, host, clock),
        new ConcentratorStatusWriter(api, host, clock, 10_251),
        replicas,
        host,
        clock);
  }

  private Siblings siblings(Informer<Concentrator> from) {
    return new Siblings(
        from,
        memory,
        new ConcentratorMemory(state.resolve("siblings")),
        key -> {
          throw new IllegalStateException("nobody has peers: " + key);
        });
  }

  private Informer<Concentrator> informer() {
    var backoff = new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), new Random(1));
    return new Informer<>(
        "concentrators", api, tree -> Json.toRecord(tree, Concentrator.class), backoff);
  }

  private void assertServing() {
    assertThat(namespaces.exists(host.place(VNI).namespace())).isTrue();
    assertThat(in(host.place(VNI).namespace(), "nft", "list", "map", "ip", "cnci", "sshfwd"))
        .contains("33010 : 172.16.0.10");
    assertThat(in(machine, "ip", "-o", "link")).contains("up-4097");
    assertThat(dnsmasq()).hasSize(1);
  }

  private void assertGone() {
    assertThat(namespaces.exists(host.place(VNI).namespace())).isFalse();
    assertThat(in(machine, "ip", "-o", "link")).doesNotContain("up-4097");
    assertThat(dnsmasq()).isEmpty();
    assertThat(Files.exists(host.directory(VNI))).isFalse();
  }

  private List<Long> dnsmasq() {
    var config = "--conf-file=" + state;
    return new ProcessTable(commands)
        .find(argv -> argv.stream().anyMatch(word -> word.startsWith(config))).stream()
            .map(facts -> facts.process().pid())
            .toList();
  }

  private String in(NetNamespace where, String... argv) {
    return commands.require(Command.of("test", where.entering(List.of(argv))));
  }
}
