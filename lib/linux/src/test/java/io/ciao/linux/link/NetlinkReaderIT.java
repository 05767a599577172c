package io.ciao.linux.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.linux.FakeMachines;
import io.ciao.linux.Tenant;
import io.ciao.linux.concentrator.ConcentratorModel;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.nft.NftRuleset;
import io.ciao.linux.subnet.SubnetModel;
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

  private Stream<NamespaceModel> models() {
    return Stream.of(
        SubnetModel.of(tenant.subnetOfA()),
        SubnetModel.of(tenant.subnetOfB()),
        SubnetModel.of(tenant.subnetOfC()),
        ConcentratorModel.of(tenant.concentrator()));
  }

  @Test
  void readsWhatTheProgramsPrint() {
    var namespaces = new NetworkNamespaces();
    var netlink = new NetlinkReader(namespaces, new NftRuleset());
    var programs = new CommandNamespaceReader(machines.commands(), namespaces);

    assertThat(models())
        .allSatisfy(
            model -> {
              var found = netlink.read(model);
              assertThat(found.present()).isTrue();
              assertThat(found.links().byName()).hasSizeGreaterThan(2);
              assertThat(found.forwarding().entries()).isNotEmpty();
              assertThat(found.tables()).isNotEmpty();
              assertThat(found).isEqualTo(programs.read(model));
            });
  }
}
