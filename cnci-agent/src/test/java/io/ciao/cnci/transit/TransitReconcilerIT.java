package io.ciao.cnci.transit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.time.Backoff;
import io.ciao.cnci.concentrator.ConcentratorHost;
import io.ciao.cnci.concentrator.ConcentratorMemory;
import io.ciao.cnci.concentrator.Siblings;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.net.NamespaceNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.transit.TransitOnNode;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.PassResult;
import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Passes over a tenant's transit namespace with a real kernel: one Concentrator is here, its peer
/// elsewhere.
@Tag("networks")
final class TransitReconcilerIT {
  private static final String MAC = "02:fd:00:00:10:05";

  @TempDir Path state;

  private final CommandRunner commands = new CommandRunner();
  private final NetworkNamespaces namespaces = new NetworkNamespaces();
  private final TransitOnNode node = TransitOnNode.withKernel();
  private final List<String> changed = new ArrayList<>();
  private final List<Informer<Concentrator>> informers = new ArrayList<>();
  private final Map<String, FakeCollection> named = new HashMap<>();
  private boolean reachable = true;
  private FakeCollection carried;
  private NetNamespace.Named machine;
  private ConcentratorHost host;

  @BeforeEach
  void build() {
    if (!"root".equals(System.getProperty("user.name"))) {
      Assumptions.abort("needs root: network namespaces");
    }
    var number = ThreadLocalRandom.current().nextInt(0x10000);
    machine = new NetNamespace.Named(String.format(Locale.ROOT, "lct%04x-nn1", number));
    namespaces.create(machine);
    host =
        new ConcentratorHost(
            "nn1",
            machine,
            Ipv4Address.parse("198.18.0.20"),
            "br-ul",
            machine.name(),
            List.of(),
            state);
    carried = new FakeCollection(true);
    named.put(Tenants.name(1), new FakeCollection(true));
  }

  @AfterEach
  void tearDown() {
    informers.forEach(Informer::close);
    if (machine != null) {
      node.remove(host.prefix(), Tenants.TRANSIT_VNI);
      namespaces.delete(concentrator());
      namespaces.delete(machine);
    }
  }

  private NetNamespace.Named concentrator() {
    return host.place(4100).namespace();
  }

  private NetNamespace.Named transit() {
    return NamespaceNames.ofTransit(host.prefix(), Tenants.TRANSIT_VNI);
  }

  private String in(NetNamespace where, String... argv) {
    return commands.require(Command.of("test", where.entering(List.of(argv))));
  }

  private Informer<Concentrator> informer(String name, FakeCollection source) {
    var backoff = new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), new Random(1));
    var informer =
        new Informer<>(name, source, tree -> Json.toRecord(tree, Concentrator.class), backoff)
            .start();
    informers.add(informer);
    return informer;
  }

  /// One life of the agent.
  private TransitReconciler agent() throws InterruptedException {
    var here = informer("here", reachable ? carried : new FakeCollection(false));
    if (reachable) {
      Eventually.within(Duration.ofSeconds(5)).until("the list is in", here::synced);
    }
    var own = new ConcentratorMemory(state.resolve("remembered"));
    var elsewhere = new ConcentratorMemory(state.resolve("siblings"));
    var siblings = new Siblings(here, own, elsewhere, this::watch);
    return new TransitReconciler(siblings, node, host, changed::add);
  }

  private Informer<Concentrator> watch(ObjectKey key) {
    var source = Optional.ofNullable(named.get(key.name())).orElseThrow();
    return informer(key.name(), reachable ? source : new FakeCollection(false));
  }

  private void eventually(TransitReconciler agent, String what) throws InterruptedException {
    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              agent.reconcile("red");
              assertThat(in(transit(), "bridge", "fdb")).contains(what);
            });
  }

  @Test
  void followsWhereItsPeersServeAndGoesWithTheLastConcentrator() throws Exception {
    carried.put(Tenants.tree("red", 0, "198.18.0.20", 1));
    named.get(Tenants.name(1)).put(Tenants.tree("red", 1, "198.18.0.21", 0));
    var agent = agent();

    assertThat(agent.reconcile("red"))
        .as("the concentrator is not made yet")
        .isEqualTo(new PassResult.CheckAgain(Duration.ofMillis(500)));
    namespaces.create(concentrator());
    eventually(agent, MAC + " dev vx dst 198.18.0.21");
    assertThat(in(concentrator(), "ip", "-o", "addr")).contains("tr0    inet 172.16.0.1/32");
    assertThat(in(transit(), "bridge", "fdb")).contains("02:fd:00:00:10:04 dev tr-4100");
    assertThat(changed).contains("red");
    changed.clear();
    agent.reconcile("red");
    assertThat(changed).as("at rest nothing is told").isEmpty();

    named.get(Tenants.name(1)).put(Tenants.tree("red", 1, "198.18.0.22", 0));
    eventually(agent, MAC + " dev vx dst 198.18.0.22");

    carried.remove(Tenants.name(0));
    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              assertThat(agent.reconcile("red")).isEqualTo(PassResult.DONE);
              assertThat(namespaces.exists(transit())).isFalse();
            });
    assertThat(new ConcentratorMemory(state.resolve("siblings")).keys()).isEmpty();
  }

  @Test
  void newAgentWithoutTheApiKnowsWhereItsPeersWere() throws Exception {
    var own = Tenants.tree("red", 0, "198.18.0.20", 1);
    carried.put(own);
    named.get(Tenants.name(1)).put(Tenants.tree("red", 1, "198.18.0.21", 0));
    namespaces.create(concentrator());
    eventually(agent(), MAC + " dev vx dst 198.18.0.21");
    new ConcentratorMemory(state.resolve("remembered"))
        .remember(new ObjectKey("red", Tenants.name(0)), Tenants.concentrator(own));
    namespaces.delete(transit());
    informers.forEach(Informer::close);
    reachable = false;

    agent().reconcile("red");

    assertThat(in(transit(), "bridge", "fdb")).contains(MAC + " dev vx dst 198.18.0.21");
  }

  @Test
  void whatNobodyNamesGoesOnceTheApiHasAnswered() throws Exception {
    namespaces.create(transit());
    reachable = false;
    agent().reconcile(TransitReconciler.SWEEP);
    assertThat(namespaces.exists(transit())).isTrue();

    reachable = true;
    agent().reconcile(TransitReconciler.SWEEP);

    assertThat(namespaces.exists(transit())).isFalse();
  }
}
