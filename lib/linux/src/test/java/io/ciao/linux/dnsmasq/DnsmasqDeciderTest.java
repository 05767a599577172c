package io.ciao.linux.dnsmasq;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ManagedProcess;
import java.nio.file.Path;
import java.util.List;
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

  private static DnsmasqPlan plan(DnsmasqHost... hosts) {
    var server =
        new DnsmasqServer("br0", Ipv4Prefix.parse("172.16.0.1/24"), 1450, "red.test", List.of());
    return new DnsmasqPlan(NetNamespace.named("n"), DIRECTORY, server, List.of(hosts));
  }

  /// A dnsmasq that serves this plan.
  private static DnsmasqState serving(DnsmasqPlan plan, @Nullable ManagedProcess running) {
    var config = FILES.configText(plan.server());
    return new DnsmasqState(
        running, List.of(), config, config, FILES.hostFiles(plan.hosts()), FILES.nameFiles(plan));
  }

  @Test
  void nothingIsDoneAtRest() {
    var plan = plan(host("a", "172.16.0.10"));
    assertThat(DnsmasqDecider.decide(plan, serving(plan, RUNNING))).isEmpty();
  }

  @Test
  void filesAreThereBeforeItStarts() {
    var plan = plan(host("a", "172.16.0.10"));
    var nothing = new DnsmasqState(null, List.of(), "", "", new TreeMap<>(), new TreeMap<>());
    var actions = DnsmasqDecider.decide(plan, nothing);
    assertThat(actions).hasSize(4).last().isInstanceOf(DnsmasqAction.Start.class);
    assertThat(actions)
        .contains(
            new DnsmasqAction.Write(
                Path.of("/d/hosts/172.16.0.10"), "02:00:ac:10:00:0a,172.16.0.10,a,1h\n"),
            new DnsmasqAction.Write(Path.of("/d/names/172.16.0.10"), "172.16.0.10 a.red.test a\n"));
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
    var server =
        new DnsmasqServer("br0", Ipv4Prefix.parse("172.16.0.1/24"), 1400, "red.test", List.of());
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
        new DnsmasqState(null, List.of(stray), config, config, new TreeMap<>(), new TreeMap<>());
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
