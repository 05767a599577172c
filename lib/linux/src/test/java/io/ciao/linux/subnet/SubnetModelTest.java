package io.ciao.linux.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.link.FdbEntry;
import io.ciao.linux.link.FdbEntry.OnBridge;
import io.ciao.linux.link.FdbEntry.OnTunnel;
import io.ciao.linux.link.Forwarding;
import io.ciao.linux.link.Neighbour;
import io.ciao.linux.net.NetNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Where frames of the subnet of node 10.0.0.1 go; its gateway is at node 10.0.0.9.
final class SubnetModelTest {
  private static final Ipv4Address HERE = Ipv4Address.parse("10.0.0.1");
  private static final Ipv4Address THERE = Ipv4Address.parse("10.0.0.2");
  private static final Ipv4Address SERVER = Ipv4Address.parse("10.0.0.9");
  private static final Ipv4Address A = Ipv4Address.parse("172.16.0.10");
  private static final Ipv4Address B = Ipv4Address.parse("172.16.0.11");
  private static final Ipv4Address ROUTER = Ipv4Address.parse("172.16.0.1");
  private static final SubnetPort PORT =
      new SubnetPort("a", MacAddress.ofInstance(A), A, new SubnetPort.Attachment.Tap(null));

  @Test
  void membersAreBehindTheTunnelToTheirNodesAndPortsAreHere() {
    assertThat(forwarding(SERVER, member(B, THERE)))
        .isEqualTo(expected(behind(ROUTER, SERVER), behind(B, THERE), flood(THERE)));
  }

  @Test
  void instanceThatIsHereIsNotSoughtWhereItWas() {
    assertThat(forwarding(SERVER, member(A, THERE)))
        .isEqualTo(expected(behind(ROUTER, SERVER), flood(THERE)));
  }

  /// It is about to come or has just gone.
  @Test
  void memberOfThisNodeWithoutAPortIsSoughtNowhere() {
    assertThat(forwarding(SERVER, member(B, HERE)))
        .isEqualTo(expected(behind(ROUTER, SERVER), flood(THERE)));
    assertThat(forwarding(HERE)).as("the gateway too").isEqualTo(expected(flood(THERE)));
  }

  private static Forwarding forwarding(Ipv4Address server, SubnetMember... members) {
    var place = new SubnetPlace(new NetNamespace.Named("own"), NetNamespace.CURRENT);
    var plan =
        new SubnetPlan(
            "s",
            place,
            new SubnetTunnel(4097, 1450, HERE),
            new SubnetMember(MacAddress.GATEWAY, ROUTER, server),
            List.of(members),
            new TreeSet<>(List.of(HERE, THERE)),
            List.of(PORT));
    return SubnetModel.of(plan).forwarding();
  }

  private static SubnetMember member(Ipv4Address address, Ipv4Address vtep) {
    return new SubnetMember(MacAddress.ofInstance(address), address, vtep);
  }

  private static List<Object> behind(Ipv4Address address, Ipv4Address vtep) {
    var mac = address.equals(ROUTER) ? MacAddress.GATEWAY : MacAddress.ofInstance(address);
    return List.of(
        new OnBridge(mac, SubnetModel.TUNNEL),
        new OnTunnel(mac, SubnetModel.TUNNEL, vtep),
        new Neighbour(address, SubnetModel.BRIDGE, mac));
  }

  private static List<Object> flood(Ipv4Address vtep) {
    return List.of(new OnTunnel(MacAddress.ZERO, SubnetModel.TUNNEL, vtep));
  }

  /// These, and what leads to the port.
  @SafeVarargs
  private static Forwarding expected(List<Object>... parts) {
    var entries = new ArrayList<FdbEntry>(List.of(new OnBridge(PORT.mac(), PORT.linkName())));
    var neighbours =
        new ArrayList<>(List.of(new Neighbour(PORT.address(), SubnetModel.BRIDGE, PORT.mac())));
    for (var part : parts) {
      for (var each : part) {
        if (each instanceof Neighbour neighbour) {
          neighbours.add(neighbour);
        } else {
          entries.add((FdbEntry) each);
        }
      }
    }
    return Forwarding.of(entries, neighbours);
  }
}
