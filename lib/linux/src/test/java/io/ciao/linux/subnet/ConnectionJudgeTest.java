package io.ciao.linux.subnet;

import static io.ciao.linux.subnet.Rules.block;
import static io.ciao.linux.subnet.Rules.members;
import static io.ciao.linux.subnet.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.conntrack.Connection;
import io.ciao.linux.conntrack.ConnectionChange.Deed;
import io.ciao.linux.conntrack.Flow;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.GroupRule.Protocol;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A is here with the group `web`, C is here with what the test says, all others are elsewhere.
final class ConnectionJudgeTest {
  private static final Ipv4Address A = Ipv4Address.parse("172.16.0.10");
  private static final Ipv6Address A6 = Ipv6Address.parse("fd00:a::a");
  private static final String B = "172.16.0.11";
  private static final String B6 = "fd00:a::b";
  private static final Ipv4Address C = Ipv4Address.parse("172.16.0.12");
  private static final String ROUTER = "172.16.0.1";
  private static final int SCTP = 132;
  private static final PortPolicy WEB = new PortPolicy.Grouped(new TreeSet<>(List.of("web")));

  private static ConnectionJudge judge(PortPolicy ofC, List<GroupRule> in, List<GroupRule> out) {
    var here = SubnetTunnel.ofNode(Ipv4Address.parse("10.0.0.1"));
    var groups = new TreeMap<String, GroupRules>();
    groups.put("web", new GroupRules("web", in, out));
    return new ConnectionJudge(
        Permissions.of(
            new SubnetPlan(
                "s",
                new SubnetPlace(new NetNamespace.Named("own"), NetNamespace.CURRENT),
                new SubnetTunnel(4097, 1450, here),
                new SubnetMember(MacAddress.GATEWAY, Ipv4Address.parse(ROUTER), here),
                null,
                List.of(),
                new TreeSet<>(),
                List.of(port("a", A, A6, WEB), port("c", C, null, ofC)),
                groups,
                false)));
  }

  private static SubnetPort port(
      String uid, Ipv4Address address, @Nullable Ipv6Address address6, PortPolicy policy) {
    return new SubnetPort(
        uid,
        MacAddress.ofInstance(address),
        address,
        address6,
        policy,
        new SubnetPort.Attachment.Tap(null));
  }

  private static ConnectionJudge accepting(GroupRule... rules) {
    return judge(PortPolicy.OPEN, List.of(rules), List.of(Rules.ANYTHING));
  }

  private static ConnectionJudge opening(GroupRule... rules) {
    return judge(PortPolicy.OPEN, List.of(Rules.ANYTHING), List.of(rules));
  }

  private static Flow flow(String from, String to, int protocol, int port) {
    return new Flow(IpAddress.parse(from), IpAddress.parse(to), protocol, 40000, port);
  }

  private static Flow tcp(String from, Object to, int port) {
    return flow(from, to.toString(), Flow.TCP, port);
  }

  private static Connection connection(Flow flow, boolean pickedUp, boolean silenced) {
    return new Connection(
        flow, pickedUp, silenced, new Connection.Key(2, ByteBuffer.allocate(0), 1));
  }

  private static Optional<Deed> deed(ConnectionJudge judge, Connection connection) {
    return judge.judge(connection);
  }

  @Test
  void whatNoRuleAllowsIsNotAllowed() {
    assertThat(accepting().allows(tcp(B, A, 80))).isFalse();
    assertThat(opening().allows(tcp(A.toString(), B, 80))).isFalse();
    assertThat(accepting(Rules.ANYTHING).allows(tcp(B, A, 80))).isTrue();
    assertThat(opening(Rules.ANYTHING).allows(tcp(A.toString(), B, 80))).isTrue();
  }

  @Test
  void protocolsAreToldApart() {
    assertThat(accepting(rule(Protocol.TCP)).allows(tcp(B, A, 80))).isTrue();
    assertThat(accepting(rule(Protocol.UDP)).allows(tcp(B, A, 80))).isFalse();
    assertThat(accepting(rule(Protocol.UDP)).allows(flow(B, "172.16.0.10", Flow.UDP, 1))).isTrue();
    assertThat(accepting(Rules.ICMP).allows(flow(B, "172.16.0.10", Flow.ICMP, 0))).isTrue();
    assertThat(accepting(Rules.ICMP).allows(flow(B6, A6.toString(), Flow.ICMP6, 0))).isTrue();
    assertThat(accepting(Rules.ICMP).allows(tcp(B, A, 80))).isFalse();
    assertThat(accepting(Rules.ANYTHING).allows(flow(B, "172.16.0.10", SCTP, 0))).isTrue();
    assertThat(accepting(rule(Protocol.TCP)).allows(flow(B, "172.16.0.10", SCTP, 0))).isFalse();
  }

  @Test
  void portsAreTheReceiversAndBothEndsOfARangeCount() {
    var judge = accepting(rule(Protocol.TCP, "22,8000-8080"));
    assertThat(List.of(22, 8000, 8080)).allMatch(port -> judge.allows(tcp(B, A, port)));
    assertThat(List.of(21, 23, 7999, 8081, 40000)).noneMatch(port -> judge.allows(tcp(B, A, port)));
  }

  @Test
  void peersAreBlocksAndGroupsOfEitherVersion() {
    var judge =
        accepting(rule(Protocol.TCP, block("172.16.0.11/32"), members("db", B6, "172.16.7.7")));
    assertThat(judge.allows(tcp(B, A, 80))).isTrue();
    assertThat(judge.allows(tcp("172.16.0.13", A, 80))).isFalse();
    assertThat(judge.allows(tcp("172.16.7.7", A, 80))).isTrue();
    assertThat(judge.allows(tcp(B6, A6, 80))).isTrue();
    assertThat(judge.allows(tcp("fd00:a::c", A6, 80))).isFalse();
    assertThat(opening(rule(Protocol.TCP, block("fd00:a::/64"))).allows(tcp(A6.toString(), B6, 1)))
        .isTrue();
  }

  @Test
  void bothSidesHaveTheirSayWhereBothAreHere() {
    var fromA = tcp(A.toString(), C, 80);
    assertThat(judge(PortPolicy.OPEN, List.of(), List.of(Rules.ANYTHING)).allows(fromA)).isTrue();
    assertThat(judge(PortPolicy.OPEN, List.of(), List.of()).allows(fromA)).isFalse();
    assertThat(judge(new PortPolicy.Closed(), List.of(), List.of(Rules.ANYTHING)).allows(fromA))
        .isFalse();
  }

  @Test
  void withoutAGroupOwnAddressesMayAllAndOthersSsh() {
    var own = new PortPolicy.Ungrouped(List.of(Rules.prefix("172.16.0.0/16")));
    var judge = judge(own, List.of(), List.of());
    assertThat(judge.allows(tcp(B, C, 80))).isTrue();
    assertThat(judge.allows(flow("172.16.9.9", C.toString(), SCTP, 0))).isTrue();
    assertThat(judge.allows(tcp("198.51.100.1", C, 80))).isFalse();
    assertThat(judge.allows(tcp("198.51.100.1", C, 22))).isTrue();
    assertThat(judge.allows(flow("198.51.100.1", C.toString(), Flow.UDP, 22))).isFalse();
    assertThat(judge.allows(tcp(C.toString(), "198.51.100.1", 80))).isTrue();
    assertThat(judge.allows(tcp("fe80::1", MacAddress.ofInstance(C).linkLocal(), 80))).isTrue();
  }

  @Test
  void dhcpIsAllowedWhateverRulesSay() {
    var judge = judge(new PortPolicy.Closed(), List.of(), List.of());
    assertThat(judge.allows(dhcp(A.toString(), 68, ROUTER, 67))).isTrue();
    assertThat(judge.allows(dhcp(A.toString(), 68, "255.255.255.255", 67))).isTrue();
    assertThat(judge.allows(dhcp(ROUTER, 67, A.toString(), 68))).isTrue();
    assertThat(judge.allows(dhcp(B, 67, A.toString(), 68))).isFalse();
    assertThat(judge.allows(dhcp(A.toString(), 68, B, 67))).isFalse();
    assertThat(judge.allows(dhcp(A.toString(), 68, ROUTER, 53))).isFalse();
    var local = MacAddress.ofInstance(A).linkLocal().toString();
    assertThat(judge.allows(dhcp(local, 546, "ff02::1:2", 547))).isTrue();
    assertThat(judge.allows(dhcp("fe80::1", 547, local, 546))).isTrue();
    assertThat(judge.allows(dhcp(B6, 547, A6.toString(), 546))).isFalse();
  }

  private static Flow dhcp(String from, int fromPort, String to, int toPort) {
    return new Flow(IpAddress.parse(from), IpAddress.parse(to), Flow.UDP, fromPort, toPort);
  }

  @Test
  void whatIsOfOthersIsLeftAlone() {
    assertThat(accepting().allows(tcp(B, "172.16.0.13", 80))).isTrue();
  }

  @Test
  void endsWhatTellsItsFirstPacketAndSilencesTheRest() {
    var judge = accepting(rule(Protocol.TCP, "22"));
    assertThat(deed(judge, connection(tcp(B, A, 22), false, false))).isEmpty();
    assertThat(deed(judge, connection(tcp(B, A, 80), false, false))).contains(Deed.END);
    var ping = flow(B, A.toString(), Flow.ICMP, 0);
    assertThat(deed(judge, connection(ping, false, false))).contains(Deed.END);
    var udp = flow(B, A.toString(), Flow.UDP, 53);
    assertThat(deed(judge, connection(udp, false, false))).contains(Deed.SILENCE);
    assertThat(deed(judge, connection(udp, false, true))).isEmpty();
    var allowing = accepting(Rules.ANYTHING);
    assertThat(deed(allowing, connection(udp, false, true))).contains(Deed.RELEASE);
    assertThat(deed(allowing, connection(udp, false, false))).isEmpty();
  }

  /// Whoever sends first after tracking has forgotten a connection seems to have opened it.
  @Test
  void whatWasPickedUpMayHaveBeenOpenedByEitherSide() {
    var judge = judge(PortPolicy.OPEN, List.of(rule(Protocol.TCP, "22")), List.of());
    var answer = tcp(B, A, 22).reversed();
    assertThat(deed(judge, connection(answer, true, false))).isEmpty();
    assertThat(deed(judge, connection(answer, false, false))).contains(Deed.END);
    var other = tcp(B, A, 23).reversed();
    assertThat(deed(judge, connection(other, true, false))).contains(Deed.END);
  }
}
