package io.ciao.linux.dnsmasq;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.basis.address.Ipv6Subnet;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ManagedProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DnsmasqDeciderTest {
  private static final ManagedProcess RUNNING = new ManagedProcess(42, 7);
  private static final Path DIRECTORY = Path.of("/d");
  private static final DnsmasqFiles FILES = new DnsmasqFiles(DIRECTORY);

  private static DnsmasqHost host(String name, String address) {
    return new DnsmasqHost(MacAddress.parse("02:00:ac:10:00:0a"), Ipv4Address.parse(address), name);
  }

  private static DnsmasqHost six(String name, String address, String life) {
    var v4 = Ipv4Address.parse(address);
    var v6 = Ipv6Subnet.parse("fd00:a::/64").address(v4.value());
    return new DnsmasqHost(MacAddress.ofInstance(v4), v4, name, new DnsmasqHost.Six(v6, life));
  }

  private static DnsmasqServer server(int mtu, @Nullable Ipv6Prefix gateway6) {
    return new DnsmasqServer(
        "br0", Ipv4Prefix.parse("172.16.0.1/24"), gateway6, mtu, "red.test", List.of());
  }

  private static DnsmasqPlan plan(DnsmasqHost... hosts) {
    var server = server(1450, null);
    return new DnsmasqPlan(NetNamespace.named("n"), DIRECTORY, server, List.of(hosts));
  }

  /// A dnsmasq that serves this plan.
  private static DnsmasqState serving(DnsmasqPlan plan, @Nullable ManagedProcess running) {
    var config = FILES.configText(plan.server());
    return new DnsmasqState(
        running,
        List.of(),
        config,
        config,
        Set.of(),
        FILES.hostFiles(plan.hosts()),
        FILES.nameFiles(plan));
  }

  @Test
  void nothingIsDoneAtRest() {
    var plan = plan(host("a", "172.16.0.10"));
    assertThat(DnsmasqDecider.decide(plan, serving(plan, RUNNING))).isEmpty();
  }

  @Test
  void filesAreThereBeforeItStarts() {
    var plan = plan(host("a", "172.16.0.10"));
    var nothing =
        new DnsmasqState(null, List.of(), "", "", Set.of(), new TreeMap<>(), new TreeMap<>());
    var actions = DnsmasqDecider.decide(plan, nothing);
    assertThat(actions).hasSize(4).last().isInstanceOf(DnsmasqAction.Start.class);
    assertThat(actions)
        .contains(
            new DnsmasqAction.Write(
                Path.of("/d/hosts/172.16.0.10"), "02:00:ac:10:00:0a,172.16.0.10,a,1h\n"),
            new DnsmasqAction.Write(Path.of("/d/names/172.16.0.10"), "172.16.0.10 a.red.test a\n"));
  }

  @Test
  void whoHasNoLeaseHasANameAllTheSame() {
    var before = plan(host("a", "172.16.0.10"));
    var plan =
        new DnsmasqPlan(
            before.namespace(),
            before.directory(),
            before.server(),
            before.hosts(),
            List.of(
                new DnsmasqName(Ipv4Address.parse("172.16.1.10"), "b", "blue.test"),
                new DnsmasqName(Ipv4Address.parse("172.16.0.10"), "taken", "blue.test")));

    assertThat(DnsmasqDecider.decide(plan, serving(before, RUNNING)))
        .containsExactly(
            new DnsmasqAction.Write(
                Path.of("/d/names/172.16.1.10"), "172.16.1.10 b.blue.test b\n"));
  }

  @Test
  void aLeaseAndANameHaveBothAddresses() {
    var host = six("a", "172.16.0.10", "u1@5");

    assertThat(FILES.hostFiles(List.of(host)))
        .containsEntry(
            "172.16.0.10", "# u1@5\n02:00:ac:10:00:0a,172.16.0.10,[fd00:a::ac10:a],a,1h\n");
    assertThat(FILES.nameFiles(plan(host)))
        .containsEntry("172.16.0.10", "172.16.0.10 a.red.test a\nfd00:a::ac10:a a.red.test a\n");
  }

  /// What is said of the lease of another life would be refused to this one.
  @Test
  void leasesOfAnotherLifeGo() {
    var a = six("a", "172.16.0.10", "u1@5");
    var b = six("b", "172.16.0.11", "u2@6");
    var ofA = Ipv6Address.parse("fd00:a::ac10:a");
    var state = leased(serving(plan(a, b), RUNNING), ofA);
    assertThat(DnsmasqDecider.decide(plan(a, b), state)).isEmpty();

    var again = six("a", "172.16.0.10", "u1@9");
    for (var next : List.of(plan(again, b), plan(b))) {
      assertThat(DnsmasqDecider.decide(next, state))
          .startsWith(
              new DnsmasqAction.End(RUNNING),
              new DnsmasqAction.DropLeases(Path.of("/d/leases"), Set.of(ofA)))
          .endsWith(new DnsmasqAction.Start(FILES.configText(next.server())));
    }
    assertThat(DnsmasqDecider.decide(plan(a), state))
        .as("who has no lease is simply not served any more")
        .endsWith(new DnsmasqAction.Reload(RUNNING));
    assertThat(DnsmasqDecider.decide(plan(a, b), leased(state, Ipv6Address.parse("fd00:a::9"))))
        .as("left by a pass that ended early")
        .contains(new DnsmasqAction.End(RUNNING));
  }

  private static DnsmasqState leased(DnsmasqState state, Ipv6Address address) {
    return new DnsmasqState(
        state.running(),
        state.strays(),
        state.startedWith(),
        state.config(),
        Set.of(address),
        state.hosts(),
        state.names());
  }

  @Test
  void aLeaseFileIsLeftAsItIsButForThem() {
    var leases =
        """
        1795397599 02:00:ac:10:00:0a 172.16.0.10 a ff:01
        duid 00:01:00:01:32:96:46:4d:02:00:5e:00:00:01
        1795397599 0 fd00:a::ac10:a a 00:01:00:01:32:96:46:4d:02:00:ac:10:00:0a
        1795397599 0 fd00:a::ac10:b * 00:01:00:01:32:96:46:4d:02:00:ac:10:00:0b
        """;
    var a = Ipv6Address.parse("fd00:a::ac10:a");

    assertThat(DnsmasqFiles.leased6(leases))
        .containsExactlyInAnyOrder(a, Ipv6Address.parse("fd00:a::ac10:b"));
    assertThat(DnsmasqFiles.leasesWithout(leases, Set.of(a)).lines())
        .containsExactlyElementsOf(
            leases.lines().filter(line -> !line.contains("ac10:a a ")).toList());
    assertThat(DnsmasqFiles.leased6("")).isEmpty();
  }

  @Test
  void ipv6IsAnnouncedWhereThereIsSome() {
    assertThat(FILES.configText(server(1450, Ipv6Prefix.parse("fd00:a::ac10:1/64"))).lines())
        .contains(
            "enable-ra",
            "dhcp-range=fd00:a::,static,64,1h",
            "dhcp-option=option6:dns-server,[fd00:a::ac10:1]",
            "dhcp-option=option6:domain-search,red.test");
    assertThat(FILES.configText(server(1450, null))).doesNotContain("enable-ra", "option6", "::");
  }

  @Test
  void newHostNeedsNoReload() {
    var state = serving(plan(), RUNNING);
    var actions = DnsmasqDecider.decide(plan(host("a", "172.16.0.10")), state);
    assertThat(actions).hasSize(2).allMatch(DnsmasqAction.Write.class::isInstance);
  }

  @Test
  void removedAndChangedHostsNeedAReload() {
    var state = serving(plan(host("a", "172.16.0.10"), host("b", "172.16.0.11")), RUNNING);
    assertThat(DnsmasqDecider.decide(plan(host("a", "172.16.0.10")), state))
        .containsExactly(
            new DnsmasqAction.Delete(Path.of("/d/hosts/172.16.0.11")),
            new DnsmasqAction.Delete(Path.of("/d/names/172.16.0.11")),
            new DnsmasqAction.Reload(RUNNING));
    var renamed = plan(host("c", "172.16.0.10"), host("b", "172.16.0.11"));
    assertThat(DnsmasqDecider.decide(renamed, state))
        .hasSize(3)
        .endsWith(new DnsmasqAction.Reload(RUNNING));
  }

  @Test
  void anotherConfigurationEndsItBeforeItStartsAgain() {
    var state = serving(plan(), RUNNING);
    var server = server(1400, null);
    var changed = new DnsmasqPlan(NetNamespace.named("n"), DIRECTORY, server, List.of());
    var actions = DnsmasqDecider.decide(changed, state);
    assertThat(actions).hasSize(3);
    assertThat(actions.getFirst()).isEqualTo(new DnsmasqAction.End(RUNNING));
    assertThat(actions.getLast()).isInstanceOf(DnsmasqAction.Start.class);
  }

  @Test
  void straysEndFirst() {
    var plan = plan();
    var stray = new ManagedProcess(9, 9);
    var config = FILES.configText(plan.server());
    var state =
        new DnsmasqState(
            null, List.of(stray), config, config, Set.of(), new TreeMap<>(), new TreeMap<>());
    assertThat(DnsmasqDecider.decide(plan, state))
        .containsExactly(new DnsmasqAction.End(stray), new DnsmasqAction.Start(config));
  }

  @Test
  void clientsAreToldRouterMtuNamesAndDomain() {
    assertThat(FILES.configText(plan().server()))
        .contains(
            "dhcp-range=172.16.0.0,static,255.255.255.0,1h\n",
            "dhcp-option=option:router,172.16.0.1\n",
            "dhcp-option=option:dns-server,172.16.0.1\n",
            "dhcp-option=option:mtu,1450\n",
            "dhcp-option=option:domain-search,red.test\n",
            "no-resolv\n");
  }
}
