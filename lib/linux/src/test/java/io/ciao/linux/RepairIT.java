package io.ciao.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.linux.command.CommandOutput;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.concentrator.ConcentratorPlan;
import io.ciao.linux.link.Waiting;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ProcessTable;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.SubnetPort;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What somebody breaks behind our back is whole again after one pass.
@Tag("networks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RepairIT {
  private FakeMachines machines;
  private Tenant tenant;
  private SubnetOnNode subnets;
  private ConcentratorOnNode concentrators;

  @BeforeAll
  void build() throws IOException {
    machines = FakeMachines.start();
    tenant = new Tenant(machines, "red", 4097, "10.20.0.100");
    subnets = SubnetOnNode.withKernel();
    concentrators = ConcentratorOnNode.withKernel();
  }

  @BeforeEach
  void makeWhole() {
    tenant.converge();
  }

  @AfterAll
  void tearDown() throws IOException {
    if (machines != null) {
      tenant.remove();
      machines.close();
    }
  }

  /// Where, and what is run there.
  record Damage(String name, String where, List<String> argv) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Damage damage(String name, String where, String command) {
    return new Damage(name, where, List.of("sh", "-c", command));
  }

  static Stream<Damage> damages() {
    return Stream.of(linkDamages(), ruleDamages(), instanceDamages(), gatewayDamages())
        .flatMap(damages -> damages);
  }

  private static Stream<Damage> linkDamages() {
    var port = "p=$(ip -o link | sed -n 's/.*\\(p-[0-9a-f]*\\)@.*/\\1/p'); ";
    return Stream.of(
        damage("bridge deleted", "cn1", "ip link del br0"),
        damage("tunnel deleted", "cn1", "ip link del vx"),
        damage("port deleted", "cn1", port + "ip link del $p"),
        damage("port down", "cn1", port + "ip link set $p down"),
        damage("port out of its bridge", "cn1", port + "ip link set $p nomaster"),
        damage("port learns", "cn1", port + "bridge link set dev $p learning on flood on"),
        damage("port mtu", "cn1", port + "ip link set $p mtu 1500"),
        damage("port alias", "cn1", port + "ip link set $p alias ''"),
        damage("bridge mtu", "cn1", "ip link set br0 mtu 1400"),
        damage("bridge mac", "cn1", "ip link set br0 address 02:00:00:00:00:99"),
        damage("bridge down and up", "cn1", "ip link set br0 down; ip link set br0 up"),
        damage("tunnel down", "cn1", "ip link set vx down"),
        damage("neighbour gone", "cn1", "ip neigh del 172.16.0.11 dev br0"),
        damage("neighbours flushed", "cn1", "ip neigh flush dev br0 nud permanent"),
        damage(
            "neighbour wrong",
            "cn1",
            "ip neigh replace 172.16.0.11 lladdr 02:00:00:00:00:98 dev br0 nud permanent"),
        damage(
            "neighbour too many",
            "cn1",
            "ip neigh add 172.16.0.99 lladdr 02:00:00:00:00:98 dev br0 nud permanent"),
        damage("forwarding gone", "cn1", "bridge fdb del 02:00:ac:10:00:0b dev vx self"),
        damage(
            "forwarding wrong",
            "cn1",
            "bridge fdb replace 02:00:ac:10:00:0b dev vx dst 10.20.0.20 self static"),
        damage("bridge entry gone", "cn1", "bridge fdb del 02:00:ac:10:00:0b dev vx master"),
        damage(
            "flood entry gone",
            "cn1",
            "bridge fdb del 00:00:00:00:00:00 dev vx dst 10.20.0.20 port 8472 self"),
        damage(
            "flood entry too many",
            "cn1",
            "bridge fdb append 00:00:00:00:00:00 dev vx dst 10.20.0.99 self permanent"));
  }

  private static Stream<Damage> ruleDamages() {
    return Stream.of(
        damage("setting", "cn1", "echo 1 >/proc/sys/net/ipv4/ip_forward"),
        damage("rules flushed", "cn1", "nft flush ruleset"),
        damage("table deleted", "cn1", "nft delete table bridge port"),
        damage("chain flushed", "cn1", "nft flush chain bridge port guest"),
        damage("rule added", "cn1", "nft insert rule bridge port guest accept"),
        damage("element gone", "cn1", "nft flush set bridge port ip4"),
        damage("policies flushed", "cn1", "nft flush chain bridge groups fwd1"),
        damage("policy of a port gone", "cn1", "nft flush map bridge groups ingress"),
        damage(
            "element too many",
            "cn1",
            "nft add element bridge port mac '{ \"x\" . 02:00:00:00:00:98 }'"),
        damage(
            "stray link of ours",
            "cn1",
            "ip link add s0 type bridge; ip link set s0 alias ciao:port=nobody"));
  }

  private static Stream<Damage> instanceDamages() {
    return Stream.of(
        damage("instance address gone", "a", "ip addr flush dev eth0"),
        damage("instance link down", "a", "ip link set eth0 down"),
        damage("instance route gone", "a", "ip route del default"),
        damage("instance mtu", "a", "ip link set eth0 mtu 1300"),
        damage("instance link deleted", "a", "ip link del eth0"));
  }

  private static Stream<Damage> gatewayDamages() {
    return Stream.of(
        damage("patch deleted", "nn1", "ip link del patch"),
        damage("patch down", "nn1", "ip link set patch down"),
        damage("patch in no bridge", "nn1", "ip link set patch nomaster"),
        damage("uplink deleted", "nn1", "ip link del up0"),
        damage("uplink address gone", "nn1", "ip addr flush dev up0"),
        damage("default route gone", "nn1", "ip route del default"),
        damage("gateway address gone", "nn1", "ip addr flush dev br0"),
        damage("gateway bridge deleted", "nn1", "ip link del br0"),
        damage("forward element gone", "nn1", "nft flush map ip cnci sshfwd"),
        damage(
            "forward element wrong",
            "nn1",
            "nft delete element ip cnci sshfwd '{ 33010 }';"
                + "nft add element ip cnci sshfwd '{ 33010 : 172.16.0.99 }'"),
        damage("translation gone", "nn1", "nft flush chain ip cnci postrouting"),
        damage("policy weakened", "nn1", "nft chain ip cnci in0 '{ policy accept; }'"),
        damage("routing off", "nn1", "echo 0 >/proc/sys/net/ipv4/ip_forward"));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void onePassRepairs(Damage damage) {
    var before = state();
    machines.in(where(damage), damage.argv().toArray(String[]::new));

    var done = pass();

    assertThat(done).as("the pass noticed").isPositive();
    assertThat(state()).as("all is as before").isEqualTo(before);
    assertWhole();
  }

  @Test
  void foreignLinkIsLeftAlone() {
    var namespace = tenant.place("cn1").namespace();
    machines.in(namespace, "ip", "link", "add", "mine0", "type", "bridge");
    assertThat(pass()).isZero();
    assertThat(machines.in(namespace, "ip", "-o", "link")).contains("mine0");
  }

  @Test
  void deletedSubnetNamespaceIsBack() throws Exception {
    machines.in(NetNamespace.CURRENT, "ip", "netns", "del", tenant.place("cn1").namespace().name());
    assertThat(pass()).isPositive();
    assertWhole();
  }

  @Test
  void deletedConcentratorNamespaceIsBack() throws InterruptedException {
    // dnsmasq goes on in the nameless rest and keeps the tunnel alive there.
    machines.in(
        NetNamespace.CURRENT, "ip", "netns", "del", tenant.concentratorPlace().namespace().name());
    assertThat(pass()).isPositive();
    assertWhole();
    assertNames("172.16.0.11");
  }

  @Test
  void killedDnsmasqIsBack() throws Exception {
    var processes = new ProcessTable(machines.commands());
    var before = dnsmasq(processes);
    assertThat(before).hasSize(1);
    machines.in(NetNamespace.CURRENT, "kill", "-9", Long.toString(before.getFirst()));
    Eventually.within(Duration.ofSeconds(5))
        .until("it is gone", () -> dnsmasq(processes).isEmpty());

    var settled = concentrators.converge(tenant.concentrator());

    assertThat(settled.network()).isEmpty();
    assertThat(dnsmasq(processes)).hasSize(1).doesNotContainAnyElementsOf(before);
    assertNames("172.16.0.11");
  }

  @Test
  void dnsmasqIsAdoptedByANewAgent() {
    var processes = new ProcessTable(machines.commands());
    var before = dnsmasq(processes);
    var another = ConcentratorOnNode.withKernel();
    assertThat(another.converge(tenant.concentrator()).changed()).isFalse();
    assertThat(dnsmasq(processes)).isEqualTo(before);
  }

  @Test
  void dnsmasqWhoseRecordWasLostIsReplacedNotDoubled() throws IOException {
    var processes = new ProcessTable(machines.commands());
    var before = dnsmasq(processes);
    Files.delete(tenant.dnsmasqDirectory().resolve("process"));
    concentrators.converge(tenant.concentrator());
    assertThat(dnsmasq(processes)).hasSize(1).doesNotContainAnyElementsOf(before);
  }

  @Test
  void memberThatLeavesIsForgottenEverywhere() throws InterruptedException {
    var without = tenant.concentrator();
    var plan =
        new ConcentratorPlan(
            without.uid(),
            without.place(),
            without.tunnel(),
            without.inside(),
            without.outside(),
            without.members().subList(0, 1),
            without.directory());
    assertNames("172.16.0.11");
    concentrators.converge(plan);
    subnets.converge(tenant.subnet("cn2", List.of()));

    var gateway = tenant.concentratorPlace().namespace();
    assertThat(machines.in(gateway, "bridge", "fdb")).doesNotContain("02:00:ac:10:00:0b");
    assertThat(machines.in(gateway, "ip", "neigh")).doesNotContain("172.16.0.11");
    assertThat(machines.in(gateway, "nft", "list", "ruleset")).doesNotContain("33011");
    var node = tenant.place("cn2").namespace();
    assertThat(machines.in(node, "nft", "list", "ruleset")).doesNotContain("172.16.0.11");
    assertThat(machines.in(node, "ip", "-o", "link")).doesNotContain("p-");
    assertThat(machines.in(tenant.instance("b"), "ip", "-o", "link")).doesNotContain("eth0");
    var answer =
        machines.attempt(tenant.instance("a"), "busybox", "nslookup", "b.red.test.", "172.16.0.1");
    assertThat(answer.stdout()).doesNotContain("172.16.0.11");
  }

  @Test
  void containerWithoutAProcessMakesOnlyItsOwnPortWait() {
    var gone = new NetNamespace.Named(machines.prefix("nowhere"));
    var port = tenant.port("c", Ipv4Address.parse("172.16.0.12"));
    var waiting =
        new SubnetPort(
            port.uid(),
            port.mac(),
            port.address(),
            null,
            port.policy(),
            new SubnetPort.Attachment.Veth(gone, "eth0", 24, Tenant.GATEWAY.address()));
    var settled =
        subnets.converge(tenant.subnet("cn1", List.of(tenant.port("a", Tenant.A), waiting)));
    assertThat(settled.waiting()).extracting(Waiting::link).containsExactly(waiting.linkName());
    assertThat(machines.pings(tenant.instance("a"), "172.16.0.11")).isTrue();
  }

  @Test
  void tearDownLeavesWhatWasThereBefore() throws Exception {
    var other = new Tenant(machines, "blue", 4098, "10.20.0.101");
    tenant.remove();
    Eventually.within(Duration.ofSeconds(5))
        .until("links are gone", () -> machines.counts().get("nn1") == 3L);
    machines.container("ablue");
    machines.container("bblue");
    machines.container("cblue");
    var before = machines.counts();

    other.converge();
    assertThat(machines.counts()).isNotEqualTo(before);
    other.remove();

    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(machines.counts()).isEqualTo(before));
    assertThat(dnsmasq(new ProcessTable(machines.commands()))).isEmpty();
    assertThat(other.dnsmasqDirectory()).doesNotExist();
    other.remove();
  }

  /// One pass of each agent, and one more of the concentrator's: what it adds to the patch to the
  /// instances beside it has to wait for the patch. How much was done.
  private int pass() {
    return concentrator()
        + subnets.converge(tenant.subnetOfA()).actions().size()
        + subnets.converge(tenant.subnetOfB()).actions().size()
        + subnets.converge(tenant.subnetOfC()).actions().size()
        + concentrator();
  }

  private int concentrator() {
    var settled = concentrators.converge(tenant.concentrator());
    return settled.network().size() + settled.dnsmasq().size();
  }

  private void assertWhole() {
    assertThat(pass()).as("a further pass finds nothing to do").isZero();
    assertThat(machines.pings(tenant.instance("a"), "172.16.0.11")).isTrue();
    // A port of the uplink bridge that has just come may lose its first packet: the kernel looks
    // at carriers once a second, and the question for the router's address is repeated after one.
    assertThat(machines.pings(tenant.instance("b"), FakeMachines.BEYOND, "-W", "4")).isTrue();
    assertThat(machines.pings(tenant.instance("a"), FakeMachines.BEYOND, "-W", "4")).isTrue();
  }

  /// A dnsmasq that was just started needs a moment until it listens.
  private void assertNames(String address) throws InterruptedException {
    Eventually.within(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(lookup().stdout()).contains(address));
  }

  private CommandOutput lookup() {
    return machines.attempt(
        tenant.instance("a"), "busybox", "nslookup", "b.red.test.", "172.16.0.1");
  }

  private NetNamespace.Named where(Damage damage) {
    return switch (damage.where()) {
      case "nn1" -> tenant.concentratorPlace().namespace();
      case "a" -> tenant.instance("a");
      default -> tenant.place(damage.where()).namespace();
    };
  }

  private List<Long> dnsmasq(ProcessTable processes) {
    var config = "--conf-file=" + machines.directory();
    return processes.find(argv -> argv.stream().anyMatch(word -> word.startsWith(config))).stream()
        .map(facts -> facts.process().pid())
        .toList();
  }

  /// What the kernel has, without what changes by itself.
  private List<String> state() {
    var namespaces =
        List.of(
            tenant.place("cn1").namespace(),
            tenant.instance("a"),
            tenant.concentratorPlace().namespace());
    return namespaces.stream().map(this::state).toList();
  }

  private String state(NetNamespace.Named namespace) {
    var links =
        machines.in(
            namespace,
            "sh",
            "-c",
            "ip -o link | sed 's/^[0-9]*: //; s/@[^:]*//; s/link.ether .* brd/brd/;"
                + " s/link-netnsid.*alias/alias/; s/qlen.*brd/brd/;"
                + " s/NO-CARRIER,//; s/,M-DOWN//; s/,LOWER_UP//; s/state [A-Z]*//' | sort");
    var rest =
        machines.in(
            namespace,
            "sh",
            "-c",
            "ip -4 -o addr | sed 's/^[0-9]*: //' | sort; ip route;"
                + " ip neigh show nud permanent | sort;"
                + " bridge fdb | grep -e static -e dst | sort;"
                + " for t in 'bridge port' 'bridge groups' 'inet ctstate' 'ip cnci' 'ip6 cnci'; do"
                + " nft list table $t 2>&1 | sed 's/packets [0-9]* bytes [0-9]*//'; done");
    return links + rest;
  }
}
