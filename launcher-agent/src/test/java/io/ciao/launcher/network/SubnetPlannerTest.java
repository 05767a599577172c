package io.ciao.launcher.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.Gateway;
import io.ciao.api.network.NetworkMember;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.launcher.driver.Nic;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.linux.net.NamespaceNames;
import io.ciao.linux.process.ManagedProcess;
import io.ciao.linux.subnet.SubnetMember;
import io.ciao.linux.subnet.SubnetPlan;
import io.ciao.linux.subnet.SubnetPort.Attachment;
import io.ciao.linux.subnet.SubnetTunnel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubnetPlannerTest {
  private static final NodePlace NODE = new NodePlace(Ipv4Address.parse("198.18.0.31"), "cn1");
  private static final String MEMBERS =
      """
      [{"uid":"a","epoch":1,"name":"a","mac":"02:00:ac:10:00:02","ip":"172.16.0.2",
        "vtep":"198.18.0.31"},
       {"uid":"b","epoch":1,"name":"b","mac":"02:00:ac:10:00:03","ip":"172.16.0.3",
        "vtep":"198.18.0.32"},
       {"uid":"c","epoch":1,"name":"c","mac":"02:00:ac:10:00:04","ip":"172.16.0.4"},
       {"uid":"d","epoch":1,"name":"d","mac":"02:00:ac:10:00:05","ip":"172.16.0.5",
        "vtep":"198.18.0.33"}]\
      """;

  @Test
  void peersAreTheMembersThatHaveATunnelAndAreNotFenced() {
    var plan = plan(concentrator("\"198.18.0.33\"", true), NODE, List.of());

    assertThat(plan.remoteMembers())
        .extracting(member -> member.end().address().toString())
        .containsExactly("198.18.0.31", "198.18.0.32");
  }

  @Test
  void broadcastsGoToTheGatewayAndTheOtherNodes() {
    var plan = plan(concentrator("", true), NODE, List.of());

    assertThat(plan.floodEnds())
        .containsExactlyInAnyOrder(
            SubnetTunnel.ofConcentrator(Ipv4Address.parse("198.18.0.20")),
            SubnetTunnel.ofNode(Ipv4Address.parse("198.18.0.32")),
            SubnetTunnel.ofNode(Ipv4Address.parse("198.18.0.33")));
    assertThat(plan.gateway().end())
        .isEqualTo(SubnetTunnel.ofConcentrator(Ipv4Address.parse("198.18.0.20")));
  }

  @Test
  void inAHubAllThatIsElsewhereIsAtTheConcentrator() {
    var plan = plan(hub(true), NODE, List.of());
    var server = SubnetTunnel.ofConcentrator(Ipv4Address.parse("198.18.0.20"));

    assertThat(plan.remoteMembers())
        .extracting(member -> member.address() + " " + member.end())
        .containsExactly(
            "172.16.0.2 " + SubnetTunnel.ofNode(NODE.address()),
            "172.16.0.3 " + server,
            "172.16.0.5 " + server);
    assertThat(plan.floodEnds()).containsExactly(server);
  }

  @Test
  void inAHubOnTheConcentratorsNodeNothingIsSentByTunnel() {
    var network = new NodePlace(Ipv4Address.parse("198.18.0.20"), "cn1");
    var plan = plan(hub(true), network, List.of());

    assertThat(plan.beside()).isNotNull();
    assertThat(plan.remoteMembers()).extracting("end").containsOnly(plan.gateway().end());
    assertThat(plan.floodEnds()).isEmpty();
  }

  @Test
  void inAHubThatNobodyServesNothingIsSentElsewhere() {
    var plan = plan(hub(false), NODE, List.of());

    assertThat(plan.remoteMembers())
        .extracting("end")
        .containsOnly(SubnetTunnel.ofNode(NODE.address()));
    assertThat(plan.floodEnds()).isEmpty();
  }

  private static Concentrator hub(boolean active) {
    var mesh = concentrator("", active);
    return new Concentrator(
        null, null, mesh.metadata(), mesh.spec().change().topology("hub").made(), mesh.status());
  }

  @Test
  void withoutAnActiveConcentratorTheGatewayLeadsNowhere() {
    var plan = plan(concentrator("", false), NODE, List.of());

    assertThat(plan.gateway())
        .extracting(SubnetMember::end)
        .isEqualTo(SubnetTunnel.ofNode(NODE.address()));
    assertThat(plan.floodEnds()).doesNotContain(SubnetTunnel.ofNode(NODE.address()));
  }

  @Test
  void theConcentratorOfThisNodeIsBeside() {
    var concentrator = concentrator("", true);

    assertThat(plan(concentrator, NODE, List.of()).beside()).isNull();
    var network = new NodePlace(Ipv4Address.parse("198.18.0.20"), "cn1");
    assertThat(plan(concentrator, network, List.of()).beside())
        .isEqualTo(NamespaceNames.ofConcentrator("cn1", 4242));
    assertThat(plan(concentrator("", false), network, List.of()).beside()).isNull();
  }

  @Test
  void portsFollowWhatTheyArePluggedInto() {
    var process = new ManagedProcess(77, 1);
    var tap = new PortRequest("a", nic("172.16.0.2"), new PortTarget.Tap("p-x", process));
    var veth = new PortRequest("e", nic("172.16.0.6"), new PortTarget.NamespaceOf(process));

    var plan = plan(concentrator("", true), NODE, List.of(tap, veth));

    assertThat(plan.ports().get(0).attachment()).isEqualTo(new Attachment.Tap(process));
    assertThat(plan.ports().get(1).attachment())
        .isInstanceOfSatisfying(
            Attachment.Veth.class,
            link -> {
              assertThat(link.link()).isEqualTo("eth0");
              assertThat(link.prefixLength()).isEqualTo(24);
              assertThat(link.gateway()).hasToString("172.16.0.1");
            });
    assertThat(plan.place().namespace().name()).isEqualTo("cn1-4242");
    assertThat(plan.tunnel().mtu()).isEqualTo(1400);
  }

  @Test
  void ipv6IsWhatTheConcentratorAndTheInstanceSay() {
    var process = new ManagedProcess(77, 1);
    var nic =
        new Nic(
            "t1/net",
            "172.16.0.6",
            "fd00:a::ac10:6",
            24,
            "02:00:ac:10:00:06",
            "172.16.0.1",
            1400,
            new Nic.Dns("", List.of()));
    var ports = List.of(new PortRequest("e", nic, new PortTarget.NamespaceOf(process)));
    var member = new NetworkMember("b", 1, "b", "02:00:ac:10:00:03", "172.16.0.3");
    var without = concentrator("", true);
    var with =
        new Concentrator(
            null,
            null,
            without.metadata(),
            without
                .spec()
                .change()
                .subnet6("fd00:a::/64")
                .gateway(new Gateway("172.16.0.1", "fd00:a::ac10:1", "02:00:5e:00:00:01"))
                .members(List.of(member.withIp6("fd00:a::ac10:3").withVtep("198.18.0.32")))
                .made(),
            without.status());

    var plan = plan(with, NODE, ports);
    assertThat(plan.gateway().address6()).hasToString("fd00:a::ac10:1");
    assertThat(plan.remoteMembers().getFirst().address6()).hasToString("fd00:a::ac10:3");
    assertThat(plan.ports().getFirst().address6()).hasToString("fd00:a::ac10:6");
    assertThat(((Attachment.Veth) plan.ports().getFirst().attachment()).gateway6())
        .hasToString("fd00:a::ac10:1/64");

    var port = plan(without, NODE, ports).ports().getFirst();
    assertThat(port.address6()).as("the subnet has none any more").isNull();
    assertThat(((Attachment.Veth) port.attachment()).gateway6()).isNull();
  }

  private static SubnetPlan plan(
      Concentrator concentrator, NodePlace node, List<PortRequest> ports) {
    return SubnetPlanner.plan(concentrator, node, ports, SubnetGroups.NONE, false);
  }

  private static Nic nic(String address) {
    var mac = "02:00:ac:10:00:0" + address.substring(address.lastIndexOf('.') + 1);
    return new Nic("t1/net", address, 24, mac, "172.16.0.1", 1400, new Nic.Dns("", List.of()));
  }

  private static Concentrator concentrator(String fenced, boolean active) {
    var json =
        """
        {"metadata":{"name":"net","namespace":"t1","uid":"cnci"},
         "spec":{"tenantNetwork":"default","subnet":"172.16.0.0/24","vni":4242,"mtu":1400,
          "topology":"mesh","outsideAddress":"198.18.0.100/24","outsideGateway":"198.18.0.254",
          "dns":{"domain":"t1.ciao"},
          "gateway":{"ip":"172.16.0.1","mac":"02:00:5e:00:00:01"},
          "members":%s,"fenced":[%s]},
         "status":{%s}}\
        """
            .formatted(
                MEMBERS,
                fenced,
                active
                    ? "\"active\":{\"nodeUID\":\"n\",\"vtep\":\"198.18.0.20\",\"epoch\":1}"
                    : "");
    return Json.toRecord(Json.parse(json.getBytes(StandardCharsets.UTF_8)), Concentrator.class);
  }
}
