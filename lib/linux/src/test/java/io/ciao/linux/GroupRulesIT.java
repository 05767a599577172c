package io.ciao.linux;

import static io.ciao.linux.subnet.Rules.block;
import static io.ciao.linux.subnet.Rules.members;
import static io.ciao.linux.subnet.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.link.NamespaceConvergence;
import io.ciao.linux.link.NamespaceConvergence.Settled;
import io.ciao.linux.link.NetAction;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.nft.NftRuleset;
import io.ciao.linux.nft.NftScript;
import io.ciao.linux.nft.NftTable;
import io.ciao.linux.subnet.GroupRule;
import io.ciao.linux.subnet.GroupRule.Peer;
import io.ciao.linux.subnet.GroupRule.Protocol;
import io.ciao.linux.subnet.GroupRules;
import io.ciao.linux.subnet.PortPolicy;
import io.ciao.linux.subnet.Rules;
import io.ciao.linux.subnet.SubnetModel;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.SubnetPort;
import io.ciao.testkit.Eventually;
import io.ciao.testkit.Figures;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What instances accept and may open, with connections that live: a, whose policy changes, and c
/// are on one node, b on another.
@Tag("networks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GroupRulesIT {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);
  private static final int PORT = 7000;
  private static final int SSH = 22;
  private static final int MANY = 12_000;
  private static final Ipv6Address A6 = Ipv6Address.parse("fd12:3456:789a:1001::ac10:a");
  private static final Ipv6Address B6 = Ipv6Address.parse("fd12:3456:789a:1001::ac10:b");
  private static final Ipv6Address C6 = Ipv6Address.parse("fd12:3456:789a:1001::ac10:c");
  private static final List<GroupRule> ALL = List.of(Rules.ANYTHING);

  private final SubnetOnNode subnets = SubnetOnNode.withKernel();
  private final List<Double> changes = new ArrayList<>();
  private FakeMachines machines;
  private Tenant tenant;
  private Talks talks;

  @BeforeAll
  void build() throws IOException {
    machines = FakeMachines.start();
    talks = new Talks(machines);
    tenant = new Tenant(machines, "red", 4097, "10.20.0.100");
    List.of("ared", "bred", "cred").forEach(machines::container);
    a(PortPolicy.OPEN);
    subnets.converge(tenant.subnet("cn2", List.of(port("b", B6, PortPolicy.OPEN))));
    ConcentratorOnNode.withKernel().converge(tenant.concentrator());
    address6("a", A6);
    address6("b", B6);
    address6("c", C6);
    List.of("a", "b", "c").forEach(which -> talks.echo(tenant.instance(which), PORT, SSH));
  }

  private void address6(String which, Ipv6Address address) {
    var words = "ip -6 addr replace " + address + "/64 dev eth0 nodad";
    machines.in(tenant.instance(which), words.split(" ", -1));
  }

  @AfterEach
  void hangUp() {
    talks.hangUp();
  }

  @AfterAll
  void tearDown() throws IOException {
    if (machines != null) {
      talks.close();
      tenant.remove();
      machines.close();
      if (!changes.isEmpty()) {
        System.out.println(new Figures(changes).line("rules changed, connections judged", "ms"));
      }
    }
  }

  private SubnetPort port(String which, Ipv6Address address6, PortPolicy policy) {
    var address =
        switch (which) {
          case "a" -> Tenant.A;
          case "b" -> Tenant.B;
          default -> Tenant.C;
        };
    var port = tenant.port(which, address);
    return new SubnetPort(
        port.uid(), port.mac(), port.address(), address6, policy, port.attachment());
  }

  /// Makes a's node so.
  private Settled a(PortPolicy ofA, GroupRules... groups) {
    return a(false, ofA, groups);
  }

  private Settled a(boolean tolerant, PortPolicy ofA, GroupRules... groups) {
    var byUid = new TreeMap<String, GroupRules>();
    for (var group : groups) {
      byUid.put(group.uid(), group);
    }
    var ports = List.of(port("a", A6, ofA), port("c", C6, PortPolicy.OPEN));
    var begin = System.nanoTime();
    var settled = subnets.converge(tenant.subnet("cn1", ports, byUid, tolerant));
    if (!settled.actions().isEmpty()) {
      changes.add((System.nanoTime() - begin) / 1e6);
    }
    return settled;
  }

  private static PortPolicy grouped(String... groups) {
    return new PortPolicy.Grouped(new TreeSet<>(List.of(groups)));
  }

  private Settled aAccepts(GroupRule... rules) {
    return a(grouped("web"), new GroupRules("web", List.of(rules), ALL));
  }

  private Settled aMayOpen(GroupRule... rules) {
    return a(grouped("web"), new GroupRules("web", ALL, List.of(rules)));
  }

  private static void goesOn(Talks.Talk talk) throws InterruptedException {
    Eventually.within(LONG_ENOUGH).until("it is answered", talk::answers);
  }

  private static void isOver(Talks.Talk talk) {
    assertThat(talk.answers()).as("answers").isFalse();
  }

  /// How somebody talks to a, and what allows that.
  ///
  /// @param protocol of the packets, other than the rule's where that says nothing of it
  record Shape(String name, String from, boolean v6, Protocol protocol, GroupRule rule) {
    @Override
    public String toString() {
      return name + (v6 ? " of IPv6" : " of IPv4") + " from " + from;
    }
  }

  static Stream<Shape> shapes() {
    var shapes = new ArrayList<Shape>();
    for (var v6 : List.of(false, true)) {
      for (var from : List.of("b", "c")) {
        shapes.add(new Shape("tcp port", from, v6, Protocol.TCP, rule(Protocol.TCP, "7000")));
        shapes.add(new Shape("udp port", from, v6, Protocol.UDP, rule(Protocol.UDP, "7000")));
        shapes.add(new Shape("icmp", from, v6, Protocol.ICMP, Rules.ICMP));
      }
      var block = block(v6 ? "fd12:3456:789a:1001::ac10:8/125" : "172.16.0.8/29");
      var group = members("db", "172.16.0.11", B6.toString());
      Stream.of(
              new Shape("tcp range", "b", v6, Protocol.TCP, rule(Protocol.TCP, "1,6990-7010")),
              new Shape("udp range", "b", v6, Protocol.UDP, rule(Protocol.UDP, "7000-7001")),
              new Shape("anything", "b", v6, Protocol.UDP, Rules.ANYTHING),
              new Shape("tcp of a block", "b", v6, Protocol.TCP, rule(Protocol.TCP, block)),
              new Shape("icmp of a block", "b", v6, Protocol.ICMP, rule(Protocol.ICMP, block)),
              new Shape("udp of a group", "b", v6, Protocol.UDP, rule(Protocol.UDP, group)),
              new Shape("tcp of a group", "b", v6, Protocol.TCP, rule(Protocol.TCP, "7000", group)))
          .forEach(shapes::add);
    }
    return shapes.stream();
  }

  private Talks.Talk talk(String from, Protocol protocol, IpAddress to) {
    var where = tenant.instance(from);
    return switch (protocol) {
      case TCP -> talks.tcp(where, to, PORT);
      case UDP -> talks.udp(where, to, PORT);
      case ICMP, ANY -> talks.icmp(where, to);
    };
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void permissionActsAtOnceAndItsEndEndsTheConnection(Shape shape) throws InterruptedException {
    var foreign = new Peer[] {block("192.0.2.0/24"), block("2001:db8::/32"), members("nobody")};
    var others = new GroupRule[] {rule(Protocol.ANY, foreign), rule(Protocol.TCP, "7001")};
    var talk = talk(shape.from(), shape.protocol(), shape.v6() ? A6 : Tenant.A);
    aAccepts(others);
    isOver(talk);

    aAccepts(shape.rule());
    goesOn(talk);
    aAccepts(shape.rule(), others[0], others[1]);
    goesOn(talk);

    aAccepts(others);
    isOver(talk);
    isOver(talk);
    aAccepts(shape.rule());
    goesOn(talk(shape.from(), shape.protocol(), shape.v6() ? A6 : Tenant.A));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAnInstanceMayOpenIsTakenAwayToo(boolean v6) throws InterruptedException {
    for (var to : v6 ? List.of(B6, C6) : List.of(Tenant.B, Tenant.C)) {
      for (var protocol : List.of(Protocol.TCP, Protocol.UDP, Protocol.ICMP)) {
        aMayOpen();
        var talk = talk("a", protocol, to);
        isOver(talk);
        aMayOpen(rule(protocol, block(to + (v6 ? "/128" : "/32"))));
        goesOn(talk);
        aMayOpen(rule(protocol, block("192.0.2.0/24")));
        isOver(talk);
      }
    }
  }

  /// An answer that is under way when the permission goes must not open the connection again from
  /// the other side, which may open all.
  @Test
  void takenAwayConnectionIsNotOpenedAgainByAnAnswer() throws Exception {
    var udp = rule(Protocol.UDP);
    aAccepts(udp);
    var ofA = talks.udp(tenant.instance("a"), Tenant.B, 7200).bound(7100);
    var ofB = talks.udp(tenant.instance("b"), Tenant.A, 7100).bound(7200);
    Eventually.within(LONG_ENOUGH).until("a hears", () -> hears(ofB, ofA));
    Eventually.within(LONG_ENOUGH).until("b hears", () -> hears(ofA, ofB));

    aAccepts();
    assertThat(hears(ofA, ofB)).as("an answer").isFalse();
    assertThat(hears(ofB, ofA)).as("the next question").isFalse();

    aAccepts(udp);
    Eventually.within(LONG_ENOUGH).until("a hears again", () -> hears(ofB, ofA));
  }

  private static boolean hears(Talks.Udp speaker, Talks.Udp listener) {
    speaker.say();
    return listener.hears();
  }

  @Test
  void membersOfAGroupComeAndGo() throws InterruptedException {
    aAccepts(rule(Protocol.TCP, members("db", "172.16.0.12")));
    var ofB = talk("b", Protocol.TCP, Tenant.A);
    var ofC = talk("c", Protocol.TCP, Tenant.A);
    isOver(ofB);
    goesOn(ofC);

    var settled = aAccepts(rule(Protocol.TCP, members("db", "172.16.0.11", "172.16.0.12")));
    assertThat(settled.actions())
        .as("an element alone")
        .singleElement()
        .isInstanceOfSatisfying(
            NetAction.ApplyNft.class,
            change -> assertThat(change.script()).doesNotContain("table").contains("172.16.0.11"));
    goesOn(ofB);
    goesOn(ofC);

    aAccepts(rule(Protocol.TCP, members("db", "172.16.0.11")));
    isOver(ofC);
    goesOn(ofB);
  }

  @Test
  void groupsOfAPortAddUp() throws InterruptedException {
    var web = new GroupRules("web", List.of(rule(Protocol.TCP, "7000")), List.of());
    var ping = new GroupRules("ping", List.of(Rules.ICMP), ALL);
    a(grouped("web", "ping"), web, ping);
    var tcp = talk("b", Protocol.TCP, Tenant.A);
    goesOn(tcp);
    goesOn(talk("b", Protocol.ICMP, Tenant.A));
    goesOn(talk("a", Protocol.UDP, Tenant.B));
    isOver(talk("b", Protocol.UDP, Tenant.A));

    a(grouped("ping"), web, ping);
    isOver(tcp);
    goesOn(talk("b", Protocol.ICMP, Tenant.A));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutAGroupItsOwnNetworkMayAllAndOthersSsh(boolean v6) throws InterruptedException {
    IpAddress to = v6 ? A6 : Tenant.A;
    // b is made a foreigner.
    a(ungrouped("172.16.0.12/32", C6 + "/128"));
    var protocols = List.of(Protocol.TCP, Protocol.UDP, Protocol.ICMP);
    for (var protocol : protocols) {
      isOver(talk("b", protocol, to));
      goesOn(talk("c", protocol, to));
      goesOn(talk("a", protocol, v6 ? B6 : Tenant.B));
    }
    goesOn(talks.tcp(tenant.instance("b"), to, SSH));

    a(ungrouped("172.16.0.0/24", "fd12:3456:789a::/48"));
    for (var protocol : protocols) {
      goesOn(talk("b", protocol, to));
    }
  }

  private static PortPolicy ungrouped(String... own) {
    return new PortPolicy.Ungrouped(Stream.of(own).map(Rules::prefix).toList());
  }

  @Test
  void closedPortFindsOthersAndItsAddressAndNothingElse() throws InterruptedException {
    a(PortPolicy.OPEN);
    var in = talk("b", Protocol.TCP, Tenant.A);
    var out = talk("a", Protocol.UDP, Tenant.C);
    goesOn(in);
    goesOn(out);

    a(new PortPolicy.Closed());
    isOver(in);
    isOver(out);
    for (var protocol : List.of(Protocol.TCP, Protocol.UDP, Protocol.ICMP)) {
      isOver(talk("b", protocol, Tenant.A));
      isOver(talk("c", protocol, A6));
      isOver(talk("a", protocol, C6));
      isOver(talk("a", protocol, Tenant.B));
    }
    for (var other : List.of("172.16.0.12", "172.16.0.11", C6.toString(), B6.toString())) {
      machines.in(tenant.instance("a"), "ip", "neigh", "flush", "dev", "eth0");
      assertThat(machines.pings(tenant.instance("a"), other)).isFalse();
      assertThat(machines.in(tenant.instance("a"), "ip", "neigh", "show", other))
          .as("neighbour " + other)
          .contains("lladdr 02:00:ac:10:00:0");
    }
    var lease = "busybox udhcpc -f -i eth0 -n -q -t 5 -T 1 -s /bin/true".split(" ", -1);
    assertThat(machines.attempt(tenant.instance("a"), lease).stderr()).contains("172.16.0.10");
  }

  /// b pushes first, so to tracking it seems to have opened the connection.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void connectionOutlivesItsNamespaceWhileThePlanIsTolerant(boolean tolerant) throws Exception {
    var rules = new GroupRules("web", List.of(), List.of(rule(Protocol.TCP, "7000")));
    a(grouped("web"), rules);
    var talk = talks.tcp(tenant.instance("a"), Tenant.B, PORT);
    goesOn(talk);

    machines.in(NetNamespace.CURRENT, "ip", "netns", "del", tenant.place("cn1").namespace().name());
    a(tolerant, grouped("web"), rules);
    address6("a", A6);
    address6("c", C6);

    talks.push();
    if (tolerant) {
      Eventually.within(LONG_ENOUGH).until("a hears", talk::hearsPush);
      a(grouped("web"), rules);
      goesOn(talk);
      a(grouped("web"), new GroupRules("web", List.of(), List.of()));
      isOver(talk);
    } else {
      isOver(talk);
      goesOn(talks.tcp(tenant.instance("a"), Tenant.B, PORT));
    }
  }

  /// An agent that ended between the two leaves it to the next.
  @Test
  void newAgentEndsWhatTheRulesOfTheOldOneDidNotAllow() throws InterruptedException {
    aAccepts(rule(Protocol.TCP));
    var talk = talk("b", Protocol.TCP, Tenant.A);
    goesOn(talk);
    var ports = List.of(port("a", A6, new PortPolicy.Closed()), port("c", C6, PortPolicy.OPEN));
    var plan = tenant.subnet("cn1", ports);
    NamespaceConvergence.withKernel().converge(SubnetModel.of(plan));
    goesOn(talk);

    assertThat(SubnetOnNode.withKernel().converge(plan).actions()).isEmpty();
    isOver(talk);
  }

  /// More than are changed at a time. First all but one may stay, then none.
  @Test
  void manyConnectionsAreJudged() throws Exception {
    var udp = rule(Protocol.UDP);
    aAccepts(udp, Rules.ICMP);
    var ping = talk("b", Protocol.ICMP, Tenant.A);
    goesOn(ping);
    talks.toManyPorts(tenant.instance("b"), Tenant.A, MANY);
    var namespace = tenant.place("cn1").namespace();
    Eventually.within(LONG_ENOUGH)
        .until(
            "all are tracked",
            () -> Integer.parseInt(machines.in(namespace, "conntrack", "-C").strip()) > MANY);

    var begin = System.nanoTime();
    aAccepts(udp);
    var changed = System.nanoTime();
    isOver(ping);
    var unchanged = System.nanoTime();
    assertThat(aAccepts(udp).actions()).isEmpty();
    var passed = System.nanoTime();
    var silencing = millis(this::aAccepts);
    assertThat(machines.in(namespace, "conntrack", "-L", "-m", "1").lines().count())
        .isGreaterThanOrEqualTo(MANY);
    System.out.printf(
        Locale.ROOT,
        "%d connections: rules changed and all judged in %.1f ms, all silenced in %.1f ms; a pass"
            + " without a change %.1f ms%n",
        MANY,
        (changed - begin) / 1e6,
        silencing,
        (passed - unchanged) / 1e6);
  }

  /// 50 ports, each with 10 groups of 20 rules in each direction.
  @Test
  void manyPortsGroupsAndRules() {
    var namespace = machines.container("many");
    var nft = new NftRuleset();
    var rules = new ArrayList<GroupRule>();
    for (var number = 1; number <= 20; number++) {
      var peer = number % 2 == 0 ? block("10." + number + ".0.0/16") : members("peer-" + number);
      rules.add(rule(number % 3 == 0 ? Protocol.UDP : Protocol.TCP, "1000-" + 1000 * number, peer));
    }
    var tables = many(rules);
    var script = NftScript.between(tables, List.of()).orElseThrow();
    var made = new ArrayList<Double>();
    var read = new ArrayList<Double>();
    for (var run = 0; run < 5; run++) {
      made.add(millis(() -> nft.apply(namespace, script)));
      read.add(millis(() -> nft.read(namespace)));
    }
    assertThat(NftScript.between(tables, nft.read(namespace))).as("read back").isEmpty();

    rules.set(0, rule(Protocol.TCP, "1-1000", members("peer-1", "172.16.0.9")));
    var change = NftScript.between(many(rules), nft.read(namespace)).orElseThrow();
    var changed = millis(() -> nft.apply(namespace, change));
    rules.set(0, rule(Protocol.TCP, "1-1000", members("peer-1", "172.16.0.9", "172.16.0.8")));
    var element = NftScript.between(many(rules), nft.read(namespace)).orElseThrow();
    var joined = millis(() -> nft.apply(namespace, element));

    System.out.printf(
        Locale.ROOT,
        "50 ports x 10 groups x 20 rules: %d rules, %d KiB of script; made in %.1f ms, read in %.1f"
            + " ms, a rule changed in %.1f ms, a member joined in %.1f ms%n",
        script.lines().filter(line -> line.startsWith("add rule")).count(),
        script.length() / 1024,
        new Figures(made).median(),
        new Figures(read).median(),
        changed,
        joined);
  }

  private List<NftTable> many(List<GroupRule> rules) {
    var groups = new TreeMap<String, GroupRules>();
    for (var number = 0; number < 10; number++) {
      groups.put("g" + number, new GroupRules("g" + number, rules, rules));
    }
    var ports = new ArrayList<SubnetPort>();
    for (var number = 0; number < 50; number++) {
      var address = Tenant.GATEWAY.address().plus(100 + number);
      ports.add(
          new SubnetPort(
              "many-" + number,
              Tenant.mac(address),
              address,
              null,
              new PortPolicy.Grouped(new TreeSet<>(groups.keySet())),
              new SubnetPort.Attachment.Tap(null)));
    }
    return SubnetModel.of(tenant.subnet("cn1", ports, groups, false)).tables();
  }

  private static double millis(Runnable deed) {
    var begin = System.nanoTime();
    deed.run();
    return (System.nanoTime() - begin) / 1e6;
  }
}
