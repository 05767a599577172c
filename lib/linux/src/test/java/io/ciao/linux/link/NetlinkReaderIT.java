package io.ciao.linux.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.linux.FakeMachines;
import io.ciao.linux.JoinedSubnet;
import io.ciao.linux.Tenant;
import io.ciao.linux.concentrator.ConcentratorModel;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.nft.NftRuleset;
import io.ciao.linux.subnet.SubnetModel;
import io.ciao.linux.transit.TransitModel;
import io.ciao.linux.transit.TransitOnNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What is read by rtnetlink and libnftables is what `ip`, `bridge` and `nft` print.
@Tag("networks")
final class NetlinkReaderIT {
  private FakeMachines machines;
  private Tenant tenant;

  @BeforeEach
  void build() throws Exception {
    machines = FakeMachines.start();
    tenant = new Tenant(machines, "red", 4097, "10.20.0.100");
    tenant.converge();
  }

  @AfterEach
  void tearDown() throws Exception {
    if (machines != null) {
      tenant.remove();
      machines.close();
    }
  }

  /// Another tenant's subnets, joined.
  private Stream<NamespaceModel> joined() {
    machines.container("i0");
    var subnets =
        List.of(
            new JoinedSubnet(machines, 0, "cn1", "nn1"),
            new JoinedSubnet(machines, 1, "cn1", "nn2"));
    var concentrators = ConcentratorOnNode.withKernel();
    var concentrator = subnets.getFirst().concentrator(subnets.subList(1, 2));
    var transit = JoinedSubnet.transit(machines, "nn1", subnets);
    concentrators.converge(concentrator);
    TransitOnNode.withKernel().converge(transit);
    concentrators.converge(concentrator);
    return Stream.of(TransitModel.of(transit), ConcentratorModel.of(concentrator));
  }

  @Test
  void readsWhatTheProgramsPrintOfJoinedSubnets() {
    try {
      assertThat(joined())
          .allSatisfy(
              model -> {
                assertReadAsPrinted(model);
                assertThat(netlink().read(model).forwarding()).isEqualTo(model.forwarding());
              });
    } finally {
      var first = new JoinedSubnet(machines, 0, "cn1", "nn1");
      ConcentratorOnNode.withKernel()
          .remove(first.concentratorPlace(), first.vni(), first.directory());
    }
  }

  private static NetlinkReader netlink() {
    return new NetlinkReader(new NetworkNamespaces(), new NftRuleset());
  }

  private Stream<NamespaceModel> models() {
    return Stream.of(
        SubnetModel.of(tenant.subnetOfA()),
        SubnetModel.of(tenant.subnetOfB()),
        SubnetModel.of(tenant.subnetOfC()),
        ConcentratorModel.of(tenant.concentrator()));
  }

  @Test
  void readsWhatTheProgramsPrint() {
    assertThat(models()).allSatisfy(this::assertReadAsPrinted);
  }

  private void assertReadAsPrinted(NamespaceModel model) {
    var programs = new CommandNamespaceReader(machines.commands(), new NetworkNamespaces());
    var found = netlink().read(model);
    assertThat(found.present()).isTrue();
    assertThat(found.links().byName()).hasSizeGreaterThan(2);
    assertThat(found.forwarding().entries()).isNotEmpty();
    assertThat(found.tables()).hasSize(model.tables().size());
    assertThat(found).isEqualTo(programs.read(model));
  }
}
