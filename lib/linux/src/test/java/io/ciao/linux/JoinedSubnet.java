package io.ciao.linux;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.concentrator.ConcentratorInside;
import io.ciao.linux.concentrator.ConcentratorMember;
import io.ciao.linux.concentrator.ConcentratorOutside;
import io.ciao.linux.concentrator.ConcentratorPlan;
import io.ciao.linux.concentrator.ConcentratorTransit;
import io.ciao.linux.dnsmasq.DnsmasqName;
import io.ciao.linux.net.NamespaceNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.PortPolicy;
import io.ciao.linux.subnet.SubnetMember;
import io.ciao.linux.subnet.SubnetPlace;
import io.ciao.linux.subnet.SubnetPlan;
import io.ciao.linux.subnet.SubnetPort;
import io.ciao.linux.subnet.SubnetTunnel;
import io.ciao.linux.transit.TransitPlan;
import io.ciao.linux.transit.TransitPort;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// One of a tenant's subnets that reach each other, 172.16.N.0/24, with one instance.
///
/// @param home the compute node of its instance
/// @param server the network node of its concentrator
public record JoinedSubnet(FakeMachines machines, int number, String home, String server) {
  public static final long TRANSIT_VNI = 4200;

  public long vni() {
    return 4100L + number;
  }

  /// Its instance, and the namespace that stands for it.
  public NetNamespace.Named instance() {
    return machines.namespace("i" + number);
  }

  public Ipv4Address address() {
    return Ipv4Address.parse("172.16." + number + ".10");
  }

  public Ipv4Address outside() {
    return Ipv4Address.parse("10.20.0.10" + number);
  }

  private Ipv4Prefix gateway() {
    return Ipv4Prefix.parse("172.16." + number + ".1/24");
  }

  private MacAddress mac() {
    return MacAddress.ofInstance(address());
  }

  public SubnetPlace place() {
    return new SubnetPlace(
        NamespaceNames.ofSubnet(machines.prefix(home), vni()), machines.namespace(home));
  }

  public SubnetPlace concentratorPlace() {
    return new SubnetPlace(
        NamespaceNames.ofConcentrator(machines.prefix(server), vni()), machines.namespace(server));
  }

  public Path directory() {
    return machines.directory().resolve("cnci-" + number);
  }

  public SubnetPlan subnet() {
    var server = SubnetTunnel.ofConcentrator(machines.address(this.server));
    return new SubnetPlan(
        "sub-" + number,
        place(),
        new SubnetTunnel(vni(), Tenant.MTU, SubnetTunnel.ofNode(machines.address(home))),
        new SubnetMember(MacAddress.GATEWAY, gateway().address(), server),
        null,
        List.of(),
        new TreeSet<>(List.of(server)),
        List.of(
            new SubnetPort(
                "uid-" + number,
                mac(),
                address(),
                null,
                PortPolicy.OPEN,
                new SubnetPort.Attachment.Veth(instance(), "eth0", 24, gateway().address()))));
  }

  /// Its concentrator, which knows the way to these others.
  public ConcentratorPlan concentrator(List<JoinedSubnet> others) {
    var alone =
        new ConcentratorPlan(
            "cnci-" + number,
            concentratorPlace(),
            new SubnetTunnel(
                vni(), Tenant.MTU, SubnetTunnel.ofConcentrator(machines.address(server))),
            new ConcentratorInside(gateway(), null, MacAddress.GATEWAY, "joined.test", List.of()),
            new ConcentratorOutside(
                new Ipv4Prefix(outside(), 24),
                Ipv4Address.parse(FakeMachines.OUTSIDE_HOST),
                FakeMachines.UPLINK_BRIDGE,
                1500,
                List.of(Ipv4Prefix.parse(FakeMachines.UNDERLAY))),
            List.of(
                new ConcentratorMember(
                    "i" + number, mac(), address(), null, machines.address(home), 33_000 + number)),
            directory());
    return others.isEmpty() ? alone : alone.joining(transit(others));
  }

  private ConcentratorTransit transit(List<JoinedSubnet> others) {
    return new ConcentratorTransit(
        port(),
        others.stream()
            .map(
                other ->
                    new ConcentratorTransit.Peer(
                        other.gateway().network(), other.gateway().address(), other.port().mac()))
            .toList(),
        others.stream()
            .map(other -> new DnsmasqName(other.address(), "i" + other.number, "joined.test"))
            .toList());
  }

  private TransitPort port() {
    return new TransitPort(
        concentratorPlace().namespace(),
        vni(),
        Tenant.MTU,
        gateway().address(),
        MacAddress.ofTransit(vni()));
  }

  /// What joins these on a network node.
  public static TransitPlan transit(FakeMachines machines, String node, List<JoinedSubnet> all) {
    var end = SubnetTunnel.ofConcentrator(machines.address(node));
    return new TransitPlan(
        new SubnetPlace(
            NamespaceNames.ofTransit(machines.prefix(node), TRANSIT_VNI), machines.namespace(node)),
        new SubnetTunnel(TRANSIT_VNI, Tenant.MTU, end),
        all.stream().filter(one -> one.server.equals(node)).map(JoinedSubnet::port).toList(),
        all.stream()
            .filter(one -> !one.server.equals(node))
            .map(
                one ->
                    new TransitPlan.Elsewhere(
                        one.port().mac(),
                        SubnetTunnel.ofConcentrator(machines.address(one.server))))
            .sorted(Comparator.comparing(TransitPlan.Elsewhere::mac))
            .toList());
  }
}
