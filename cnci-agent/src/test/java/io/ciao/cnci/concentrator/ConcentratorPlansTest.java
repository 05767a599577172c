package io.ciao.cnci.concentrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.network.ConcentratorReasons;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.cnci.concentrator.ConcentratorPlans.Result;
import io.ciao.linux.concentrator.ConcentratorExternal;
import io.ciao.linux.concentrator.ConcentratorPlan;
import io.ciao.linux.dnsmasq.DnsmasqHost;
import io.ciao.linux.subnet.SubnetTunnel;
import org.junit.jupiter.api.Test;

final class ConcentratorPlansTest {
  private final ObjectNode tree = Fixture.tree();
  private final ObjectNode spec = Fixture.spec(tree);

  private Result result() {
    return ConcentratorPlans.of(Fixture.host(), Fixture.concentrator(tree));
  }

  private ConcentratorPlan plan() {
    return ((Result.Planned) result()).plan();
  }

  private Result.Refused refused() {
    return (Result.Refused) result();
  }

  @Test
  void planHoldsWhatTheSpecSays() {
    var plan = plan();

    assertThat(plan.uid()).isEqualTo("c-1");
    assertThat(plan.tunnel().vni()).isEqualTo(4097);
    assertThat(plan.tunnel().mtu()).isEqualTo(1450);
    assertThat(plan.tunnel().local())
        .isEqualTo(SubnetTunnel.ofConcentrator(Fixture.host().address()));
    assertThat(plan.inside().gateway()).hasToString("172.16.0.1/24");
    assertThat(plan.inside().mac()).hasToString("02:00:5e:00:00:01");
    assertThat(plan.inside().domain()).isEqualTo("default.ciao");
    assertThat(plan.inside().upstream()).isEmpty();
    assertThat(plan.outside().address()).hasToString("198.18.0.100/24");
    assertThat(plan.outside().gateway()).hasToString("198.18.0.254");
    assertThat(plan.outside().bridge()).isEqualTo("br-ul");
    assertThat(plan.outside().mtu()).isEqualTo(1450 + SubnetTunnel.OVERHEAD_BYTES);
    assertThat(plan.outside().closed()).isEqualTo(Fixture.host().closed());
    assertThat(plan.directory()).isEqualTo(Fixture.host().directory(4097));
    assertThat(plan.members()).hasSize(1);
    var member = plan.members().getFirst();
    assertThat(member.name()).isEqualTo("web");
    assertThat(member.address()).hasToString("172.16.0.10");
    assertThat(member.vtep()).hasToString("198.18.0.31");
    assertThat(member.forward()).isEqualTo(33010);
  }

  @Test
  void ipv6IsWhatTheSpecSays() {
    assertThat(plan().inside().gateway6()).isNull();
    assertThat(plan().members().getFirst().six()).isNull();

    spec.put("subnet6", "fd00:a::/64");
    ((ObjectNode) spec.path("gateway")).put("ip6", "fd00:a::ac10:1");
    var member = ((ObjectNode) spec.path("members").get(0)).put("ip6", "fd00:a::ac10:a");

    assertThat(plan().inside().gateway6()).hasToString("fd00:a::ac10:1/64");
    var six = plan().members().getFirst().six();
    assertThat(six.address()).hasToString("fd00:a::ac10:a");
    member.put("epoch", member.path("epoch").asLong() + 1);
    assertThat(plan().members().getFirst().six())
        .as("another life")
        .isNotEqualTo(six)
        .extracting(DnsmasqHost.Six::address)
        .isEqualTo(six.address());
  }

  @Test
  void whatCannotBeReadIsNamed() {
    spec.put("subnet", "172.16.0.0/99");

    assertThat(refused().reason()).isEqualTo(ConcentratorReasons.SPEC_UNSUPPORTED);
    assertThat(refused().message()).startsWith("spec: ").contains("172.16.0.0/99");
  }

  @Test
  void anotherTopologyIsNotServed() {
    spec.put("topology", "star");

    assertThat(refused().reason()).isEqualTo(ConcentratorReasons.SPEC_UNSUPPORTED);
    assertThat(refused().message()).contains("star", "mesh");
  }

  @Test
  void aMemberWithoutATunnelOrAForwardKeepsItsNameAndLease() {
    var member = (ObjectNode) spec.path("members").get(0);
    member.remove("vtep");
    member.put("forward", 0);

    assertThat(plan().members().getFirst().vtep()).isNull();
    assertThat(plan().members().getFirst().forward()).isNull();
    member.remove("forward");
    assertThat(plan().members().getFirst().forward()).isNull();
    assertThat(plan().members().getFirst().name()).isEqualTo("web");
  }

  @Test
  void externalAddressesLeadToMembersThatLetSomethingIn() {
    spec.withArray("externalIPs").add(Fixture.externalIP("198.51.100.1", "ARP"));
    spec.withArray("externalIPs").add(Fixture.externalIP("198.51.100.2", "Route"));

    assertThat(plan().externals())
        .containsExactly(
            external("198.51.100.1", true, false), external("198.51.100.2", false, false));
    ((ObjectNode) spec.path("members").get(0)).put("groups", 1);
    assertThat(plan().externals())
        .containsExactly(
            external("198.51.100.1", true, true), external("198.51.100.2", false, true));
  }

  private static ConcentratorExternal external(String address, boolean answered, boolean open) {
    return new ConcentratorExternal(
        Ipv4Address.parse(address), Ipv4Address.parse("172.16.0.10"), answered, open);
  }
}
