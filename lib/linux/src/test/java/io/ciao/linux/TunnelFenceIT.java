package io.ciao.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.linux.subnet.TunnelFence;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A lost node goes on sending, and nobody takes it.
@Tag("networks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TunnelFenceIT {
  private static final String OF_B = "172.16.0.11";
  private static final String GATEWAY = "172.16.0.1";

  private FakeMachines machines;
  private Tenant tenant;

  @BeforeAll
  void build() throws IOException {
    machines = FakeMachines.start();
    tenant = new Tenant(machines, "red", 4097, "10.20.0.100");
    tenant.converge();
  }

  @AfterEach
  void open() {
    for (var node : List.of("cn1", "nn1")) {
      fence(node, "one").refuse(new TreeSet<>());
      fence(node, "other").refuse(new TreeSet<>());
    }
  }

  @AfterAll
  void tearDown() throws IOException {
    if (machines != null) {
      tenant.remove();
      machines.close();
    }
  }

  @Test
  void whatALostNodeSendsToInstancesIsDroppedUntilItIsBack() {
    assertThat(machines.pings(tenant.instance("a"), OF_B)).isTrue();

    assertThat(fence("cn1", "one").refuse(addresses("cn2"))).isTrue();
    assertThat(machines.pings(tenant.instance("a"), OF_B)).isFalse();
    assertThat(machines.pings(tenant.instance("a"), GATEWAY)).as("another node's").isTrue();
    assertThat(machines.pings(machines.namespace("cn1"), "10.20.0.32")).as("no tunnel").isTrue();

    assertThat(fence("cn1", "one").refuse(new TreeSet<>())).isTrue();
    assertThat(machines.pings(tenant.instance("a"), OF_B)).isTrue();
  }

  @Test
  void whatALostNodeSendsToTheConcentratorIsDropped() {
    fence("nn1", "one").refuse(addresses("cn1"));

    assertThat(machines.pings(tenant.instance("a"), GATEWAY)).isFalse();
    assertThat(machines.pings(tenant.instance("b"), GATEWAY)).isTrue();
  }

  @Test
  void eitherAgentsFenceHolds() {
    fence("cn1", "one").refuse(addresses("cn2"));
    fence("cn1", "other").refuse(addresses("nn1"));
    fence("cn1", "one").refuse(new TreeSet<>());

    assertThat(machines.pings(tenant.instance("a"), OF_B)).isTrue();
    assertThat(machines.pings(tenant.instance("a"), GATEWAY)).isFalse();
  }

  @Test
  void itFollowsWhatIsSaidAndIsRepaired() {
    var fence = fence("cn1", "one");
    assertThat(fence.refused()).isEmpty();
    assertThat(fence.refuse(new TreeSet<>())).as("nothing to remove").isFalse();

    fence.refuse(addresses("cn2"));
    assertThat(fence.refuse(addresses("cn2"))).as("already so").isFalse();
    assertThat(fence.refuse(addresses("cn2", "nn1"))).isTrue();
    assertThat(fence.refused()).isEqualTo(addresses("cn2", "nn1"));
    assertThat(fence.refuse(addresses("nn1"))).isTrue();
    assertThat(fence.refused()).isEqualTo(addresses("nn1"));

    machines.in(machines.namespace("cn1"), "nft", "flush", "chain inet ciao-fence-one in0");
    assertThat(fence.refuse(addresses("nn1"))).as("somebody took the rule away").isTrue();
    machines.in(machines.namespace("cn1"), "nft", "delete", "table inet ciao-fence-one");
    assertThat(fence.refuse(addresses("nn1"))).as("somebody took it away").isTrue();
    assertThat(machines.pings(tenant.instance("a"), GATEWAY)).isFalse();
  }

  @Test
  void nothingIsLeftWhenNobodyIsFenced() {
    machines.in(machines.namespace("cn1"), "nft", "add", "table inet foreign");

    fence("cn1", "one").refuse(addresses("cn2"));
    fence("cn1", "one").refuse(new TreeSet<>());

    assertThat(machines.in(machines.namespace("cn1"), "nft", "list", "tables").strip())
        .as("and what is not ours is left alone")
        .isEqualTo("table inet foreign");
    machines.in(machines.namespace("cn1"), "nft", "delete", "table inet foreign");
  }

  private TunnelFence fence(String node, String agent) {
    return new TunnelFence(machines.namespace(node), agent);
  }

  private TreeSet<Ipv4Address> addresses(String... nodes) {
    var addresses = new TreeSet<Ipv4Address>();
    for (var node : nodes) {
      addresses.add(machines.address(node));
    }
    return addresses;
  }
}
