package io.ciao.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.linux.concentrator.ConcentratorMember;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.concentrator.ConcentratorPlan;
import io.ciao.linux.dnsmasq.DnsmasqHost;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.SubnetPlan;
import io.ciao.linux.subnet.SubnetTunnel;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// IPv6 of a tenant, with a client as guests have one.
@Tag("networks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class Ipv6IT {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
  private static final String GATEWAY = Tenant.six(Tenant.GATEWAY.address()).toString();
  private static final String OF_A = Tenant.six(Tenant.A).toString();
  private static final String OF_B = Tenant.six(Tenant.B).toString();
  private static final String LEASE_SCRIPT =
      """
      #!/bin/sh
      [ "$reason" = BOUND6 ] || exit 0
      echo "$new_ip6_address dns=$new_dhcp6_name_servers search=$new_dhcp6_domain_search" >"$SAID"
      """;

  private final SubnetOnNode subnets = SubnetOnNode.withKernel();
  private final ConcentratorOnNode concentrators = ConcentratorOnNode.withKernel();
  private FakeMachines machines;
  private Tenant red;
  private Path leaseScript;

  @BeforeAll
  void build() throws IOException {
    machines = FakeMachines.start();
    red = new Tenant(machines, "red", 4097, "10.20.0.100");
    red.converge();
    leaseScript = machines.directory().resolve("lease6.sh");
    Files.writeString(leaseScript, LEASE_SCRIPT);
    Files.setPosixFilePermissions(leaseScript, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private boolean hasLinkLocal(NetNamespace instance) {
    return !machines
        .in(instance, "ip", "-6", "-o", "addr", "show", "eth0", "scope", "link", "-tentative")
        .isEmpty();
  }

  @AfterAll
  void tearDown() throws IOException {
    if (machines != null) {
      red.remove();
      machines.close();
    }
  }

  @Test
  void theGatewayAnswers() {
    for (var from : List.of("a", "b", "c")) {
      assertThat(machines.pings(red.instance(from), GATEWAY)).as(from).isTrue();
    }
  }

  @Test
  void aClientGetsItsFixedAddress() throws Exception {
    assertThat(lease("a", "LLT"))
        .isEqualTo("%s dns=%s search=red.test.\n".formatted(OF_A, GATEWAY));
    assertThat(lease("c", "LLT")).startsWith(Tenant.six(Tenant.C) + " ");
  }

  /// Its new system calls itself otherwise, and the old lease is not over.
  @Test
  void anInstanceThatIsMadeAnewGetsItsAddressAgain() throws Exception {
    assertThat(lease("b", "LLT")).startsWith(OF_B + " ");
    assertThat(concentrators.converge(red.concentrator()).changed()).isFalse();
    assertThat(lease("b", "LL")).as("another, as far as one can tell").isEmpty();

    concentrators.converge(anew(red.concentrator()));

    assertThat(lease("b", "LL")).startsWith(OF_B + " ");
    concentrators.converge(red.concentrator());
  }

  /// With another life for b.
  private static ConcentratorPlan anew(ConcentratorPlan plan) {
    var members =
        plan.members().stream()
            .map(
                m ->
                    m.name().equals("b")
                        ? new ConcentratorMember(
                            m.name(),
                            m.mac(),
                            m.address(),
                            new DnsmasqHost.Six(m.six().address(), "2"),
                            m.vtep(),
                            m.forward())
                        : m)
            .toList();
    return Tenant.with(plan, plan.inside(), plan.tunnel(), members);
  }

  @Test
  void itsRouterIsAnnouncedAndNoAddressIsMadeUp() throws InterruptedException {
    var b = red.instance("b");
    machines.in(b, "sysctl", "-qw", "net.ipv6.conf.eth0.accept_ra=2");
    machines.in(b, "ip", "link", "set", "eth0", "down");
    machines.in(b, "ip", "link", "set", "eth0", "up");
    try {
      Eventually.within(LONG_ENOUGH)
          .until(
              "the gateway is its router",
              () ->
                  machines
                      .in(b, "ip", "-6", "route", "show", "default")
                      .contains("via " + Tenant.GATEWAY_MAC.linkLocal() + " dev eth0 proto ra"));
      assertThat(machines.in(b, "ip", "-6", "-o", "addr", "show", "eth0", "scope", "global"))
          .isEmpty();
    } finally {
      machines.in(b, "sysctl", "-qw", "net.ipv6.conf.eth0.accept_ra=0");
      red.converge();
    }
    assertThat(machines.pings(b, OF_A)).isTrue();
  }

  @Test
  void namesHaveBothAddresses() {
    for (var server : List.of(GATEWAY, "172.16.0.1")) {
      var answer =
          machines.attempt(
              red.instance("a"), "busybox", "nslookup", "-type=aaaa", "b.red.test.", server);
      assertThat(answer.stdout()).as("asking " + server).contains("Address: " + OF_B);
    }
  }

  @Test
  void nothingLeavesTheSubnet() {
    var gateway = red.concentratorPlace().namespace();

    assertThat(machines.in(gateway, "ip", "-6", "-o", "addr", "show", "up0")).isEmpty();
    var answer = machines.attempt(red.instance("a"), "ping", "-c", "1", "-W", "1", "fd99::1");
    assertThat(answer.stdout()).as("it is said at once").contains("No route");
  }

  @Test
  void withAnMtuThatIsTooSmallThereIsNone() {
    var a = red.instance("a");
    subnets.converge(small(red.subnetOfA()));
    concentrators.converge(small(red.concentrator()));
    assertThat(subnets.converge(small(red.subnetOfA())).actions()).isEmpty();
    assertThat(concentrators.converge(small(red.concentrator())).changed()).isFalse();
    assertThat(machines.in(a, "ip", "-6", "addr", "show", "eth0")).isEmpty();
    assertThat(machines.pings(a, "172.16.0.1")).isTrue();

    red.converge();

    assertThat(machines.pings(a, GATEWAY)).isTrue();
    assertThat(machines.pings(a, OF_B)).isTrue();
    assertThat(subnets.converge(red.subnetOfA()).actions()).isEmpty();
    assertThat(concentrators.converge(red.concentrator()).changed()).isFalse();
    assertThat(machines.in(red.place("cn1").namespace(), "ip", "-6", "-o", "addr").lines())
        .as("nothing of the node has an address inside")
        .allMatch(line -> line.contains(" lo "));
  }

  private static SubnetTunnel small(SubnetTunnel tunnel) {
    return new SubnetTunnel(tunnel.vni(), 1279, tunnel.local());
  }

  private static SubnetPlan small(SubnetPlan plan) {
    return new SubnetPlan(
        plan.uid(),
        plan.place(),
        small(plan.tunnel()),
        Tenant.without6(plan.gateway()),
        plan.beside(),
        plan.remoteMembers().stream().map(Tenant::without6).toList(),
        plan.floodEnds(),
        plan.ports().stream().map(Tenant::without6).toList(),
        plan.groups(),
        plan.tolerant());
  }

  private static ConcentratorPlan small(ConcentratorPlan plan) {
    var without = Tenant.without6(plan);
    return Tenant.with(without, without.inside(), small(plan.tunnel()), without.members());
  }

  /// What a client with an empty memory is given; empty: nothing.
  ///
  /// @param identifier the kind of identifier that it makes for itself, `LL` or `LLT`
  private String lease(String which, String identifier) throws IOException, InterruptedException {
    var instance = red.instance(which);
    Eventually.within(LONG_ENOUGH).until("the client can send", () -> hasLinkLocal(instance));
    var memory = Files.createTempDirectory(machines.directory(), "client");
    var said = memory.resolve("said");
    var pid = memory.resolve("pid").toString();
    var files = List.of("-cf", "/dev/null", "-lf", memory.resolve("leases").toString(), "-pf", pid);
    var client = "timeout 6 dhclient -6 -1 -D %s %s -sf %s -e SAID=%s eth0";
    machines.attempt(
        instance,
        "sh",
        "-c",
        client.formatted(identifier, String.join(" ", files), leaseScript, said));
    machines.attempt(instance, "dhclient", "-6", "-x", "-pf", pid);
    return Files.exists(said) ? Files.readString(said) : "";
  }
}
