package io.ciao.cnci.transit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.cnci.concentrator.ConcentratorHost;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.SubnetTunnel;
import io.ciao.linux.transit.TransitPlan;
import io.ciao.linux.transit.TransitPort;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What becomes of the transit namespace of tenant red on the node 198.18.0.20.
final class TransitDeciderTest {
  private static final String HERE = "198.18.0.20";
  private static final String THERE = "198.18.0.21";
  private static final ConcentratorHost HOST =
      new ConcentratorHost(
          "nn1",
          NetNamespace.CURRENT,
          Ipv4Address.parse(HERE),
          "br-ul",
          "t-nn1",
          List.of(),
          Path.of("/state"));

  private static List<TransitAction> decide(
      boolean complete, List<Concentrator> here, List<Concentrator> elsewhere, Long... present) {
    var siblings = Stream.concat(here.stream(), elsewhere.stream()).toList();
    return TransitDecider.decide(
            new TransitSnapshot(
                HOST, "red", complete, here, siblings, new TreeSet<>(List.of(present))))
        .actions();
  }

  private static TransitPlan plan(List<Concentrator> here, Concentrator... elsewhere) {
    var actions = decide(true, here, List.of(elsewhere), Tenants.TRANSIT_VNI);
    assertThat(actions).singleElement().isInstanceOf(TransitAction.Make.class);
    return ((TransitAction.Make) actions.getFirst()).plan();
  }

  private static TransitPlan.Elsewhere elsewhere(int number, String vtep) {
    return new TransitPlan.Elsewhere(
        MacAddress.ofTransit(4100 + number), SubnetTunnel.ofConcentrator(Ipv4Address.parse(vtep)));
  }

  @Test
  void eachConcentratorHereHasAPortAndTheOthersAreWhereTheyServe() {
    var plan =
        plan(
            List.of(
                Tenants.concentrator("red", 0, HERE, 1, 2),
                Tenants.concentrator("red", 1, null, 0, 2)),
            Tenants.concentrator("red", 2, THERE, 0, 1));

    assertThat(plan.place().namespace()).isEqualTo(new NetNamespace.Named("t-nn1-tr-4200"));
    assertThat(plan.tunnel())
        .isEqualTo(
            new SubnetTunnel(4200, 1450, SubnetTunnel.ofConcentrator(Ipv4Address.parse(HERE))));
    assertThat(plan.ports()).extracting(TransitPort::vni).containsExactly(4100L, 4101L);
    assertThat(plan.ports().getFirst())
        .isEqualTo(
            new TransitPort(
                new NetNamespace.Named("t-nn1-cnci-4100"),
                4100,
                1450,
                Ipv4Address.parse("172.16.0.1"),
                MacAddress.parse("02:fd:00:00:10:04")));
    assertThat(plan.elsewhere()).containsExactly(elsewhere(2, THERE));
  }

  @Test
  void whereNobodyKnowsNothingIsSent() {
    assertThat(plan(List.of(Tenants.concentrator("red", 0, HERE, 1, 2))).elsewhere()).isEmpty();
    assertThat(
            plan(
                    List.of(Tenants.concentrator("red", 0, HERE, 1)),
                    Tenants.concentrator("red", 1, null, 0))
                .elsewhere())
        .isEmpty();
    assertThat(
            plan(
                    List.of(Tenants.concentrator("red", 0, HERE, 1)),
                    Tenants.concentrator("red", 1, HERE, 0))
                .elsewhere())
        .as("it says that it serves here, and is not here")
        .isEmpty();
  }

  @Test
  void nothingIsSentToALostNode() {
    var tree = Tenants.tree("red", 0, HERE, 1);
    ((ObjectNode) tree.get("spec")).putArray("fenced").add(THERE);

    assertThat(
            plan(List.of(Tenants.concentrator(tree)), Tenants.concentrator("red", 1, THERE, 0))
                .elsewhere())
        .isEmpty();
  }

  /// It has a port here, and another node serves it.
  @Test
  void oneThatServesElsewhereIsSoughtThere() {
    var plan =
        plan(
            List.of(
                Tenants.concentrator("red", 0, HERE, 1), Tenants.concentrator("red", 1, THERE, 0)));

    assertThat(plan.ports()).hasSize(2);
    assertThat(plan.elsewhere()).containsExactly(elsewhere(1, THERE));
  }

  @Test
  void itGoesWithTheLastConcentratorThatHasOthers() {
    assertThat(decide(true, List.of(Tenants.concentrator("red", 0, HERE)), List.of(), 4200L))
        .containsExactly(new TransitAction.Remove(4200));
    assertThat(decide(true, List.of(), List.of(), 4200L, 4300L))
        .containsExactly(new TransitAction.Remove(4200), new TransitAction.Remove(4300));
    var deleting = Tenants.tree("red", 0, HERE, 1);
    ((ObjectNode) deleting.get("metadata")).put("deletionTimestamp", "2026-01-01T00:00:00Z");
    assertThat(decide(true, List.of(Tenants.concentrator(deleting)), List.of(), 4200L))
        .containsExactly(new TransitAction.Remove(4200));
  }

  @Test
  void nothingGoesWhileNotAllAreKnown() {
    assertThat(decide(false, List.of(), List.of(), 4200L)).isEmpty();
  }

  @Test
  void anotherTenantsIsLeftToItsOwnPass() {
    assertThat(decide(true, List.of(Tenants.concentrator("blue", 0, HERE, 1)), List.of(), 4200L))
        .isEmpty();
  }
}
