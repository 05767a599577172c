package io.ciao.cnci.concentrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorReasons;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.cnci.concentrator.ConcentratorPlans.Result;
import io.ciao.linux.concentrator.ConcentratorExternal;
import io.ciao.linux.concentrator.ConcentratorPlan;
import io.ciao.linux.dnsmasq.DnsmasqHost;
import io.ciao.linux.subnet.SubnetTunnel;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConcentratorPlansTest {
  private final ObjectNode tree = Fixture.tree();
  private final ObjectNode spec = Fixture.spec(tree);
  private List<Concentrator> siblings = List.of();

  private Result result() {
    return ConcentratorPlans.of(Fixture.host(), Fixture.concentrator(tree), siblings);
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
  void theTenantsOtherSubnetsAreRoutedToAndTheirNamesAreKnown() {
    assertThat(plan().transit()).isNull();
    var transit =
        spec.putObject("transit")
            .put("vni", 4200)
            .put("mtu", 1450)
            .put("address", "172.16.0.1")
            .put("mac", "02:fd:00:00:10:01");
    transit
        .putArray("peers")
        .addObject()
        .put("name", "default-4098")
        .put("subnet", "172.16.1.0/24")
        .put("address", "172.16.1.1")
        .put("mac", "02:fd:00:00:10:02");

    var way = plan().transit();
    assertThat(way).isNotNull();
    assertThat(way.names()).as("nothing is known of it yet").isEmpty();
    assertThat(way.port().mac()).hasToString("02:fd:00:00:10:01");
    assertThat(way.port().concentrator()).isEqualTo(Fixture.host().place(4097).namespace());
    assertThat(way.peers())
        .extracting(peer -> peer.subnet() + " " + peer.address() + " " + peer.mac())
        .containsExactly("172.16.1.0/24 172.16.1.1 02:fd:00:00:10:02");

    var other = Fixture.tree();
    Fixture.metadata(other).put("name", "default-4098");
    Fixture.spec(other).putObject("dns").put("domain", "other.example");
    siblings = List.of(Fixture.concentrator(other));
    assertThat(plan().transit().names())
        .extracting(name -> name.name() + "." + name.domain() + " " + name.address())
        .containsExactly("web.other.example 172.16.0.10");
    transit.put("mac", "02:fd");
    assertThat(refused().message()).startsWith("spec: ").contains("02:fd");
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

  /// Whether frames come here is up to the nodes.
  @Test
  void theTopologyMakesNoDifference() {
    var mesh = plan();
    spec.put("topology", "hub");

    assertThat(plan()).isEqualTo(mesh);
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
