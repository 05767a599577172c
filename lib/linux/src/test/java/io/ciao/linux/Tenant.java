package io.ciao.linux;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.concentrator.ConcentratorInside;
import io.ciao.linux.concentrator.ConcentratorMember;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.concentrator.ConcentratorOutside;
import io.ciao.linux.concentrator.ConcentratorPlan;
import io.ciao.linux.net.NamespaceNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.SubnetMember;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.SubnetPlace;
import io.ciao.linux.subnet.SubnetPlan;
import io.ciao.linux.subnet.SubnetPort;
import io.ciao.linux.subnet.SubnetTunnel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// A tenant with one subnet 172.16.0.0/24: instance a on cn1, instance b on cn2, gateway on nn1.
/// Every tenant has the same addresses.
public record Tenant(FakeMachines machines, String name, long vni, String outsideAddress) {
  public static final Ipv4Address A = Ipv4Address.parse("172.16.0.10");
  public static final Ipv4Address B = Ipv4Address.parse("172.16.0.11");
  public static final Ipv4Prefix GATEWAY = Ipv4Prefix.parse("172.16.0.1/24");
  public static final MacAddress GATEWAY_MAC = MacAddress.GATEWAY;
  public static final int MTU = 1450;

  public static MacAddress mac(Ipv4Address address) {
    var bytes = address.toString().split("\\.");
    return MacAddress.parse(
        String.format(
            Locale.ROOT,
            "02:00:%02x:%02x:%02x:%02x",
            Integer.parseInt(bytes[0]),
            Integer.parseInt(bytes[1]),
            Integer.parseInt(bytes[2]),
            Integer.parseInt(bytes[3])));
  }

  /// The namespace that stands for instance `a` or `b`.
  public NetNamespace.Named instance(String which) {
    return machines.namespace(which + name);
  }

  public SubnetPlace place(String node) {
    return new SubnetPlace(
        NamespaceNames.ofSubnet(machines.prefix(node), vni), machines.namespace(node));
  }

  public SubnetPlace concentratorPlace() {
    return new SubnetPlace(
        NamespaceNames.ofConcentrator(machines.prefix("nn1"), vni), machines.namespace("nn1"));
  }

  public Path dnsmasqDirectory() {
    return machines.directory().resolve("cnci-" + name);
  }

  private SubnetTunnel tunnel(String node) {
    return new SubnetTunnel(vni, MTU, machines.address(node));
  }

  /// The subnet on a compute node with these ports.
  public SubnetPlan subnet(String node, List<SubnetPort> ports) {
    var flood = new TreeSet<Ipv4Address>();
    for (var other : List.of("nn1", "cn1", "cn2")) {
      flood.add(machines.address(other));
    }
    return new SubnetPlan(
        "sub-" + name,
        place(node),
        tunnel(node),
        new SubnetMember(GATEWAY_MAC, GATEWAY.address(), machines.address("nn1")),
        List.of(
            new SubnetMember(mac(A), A, machines.address("cn1")),
            new SubnetMember(mac(B), B, machines.address("cn2"))),
        flood,
        ports);
  }

  public SubnetPlan subnetOfA() {
    return subnet("cn1", List.of(port("a", A)));
  }

  public SubnetPlan subnetOfB() {
    return subnet("cn2", List.of(port("b", B)));
  }

  public SubnetPort port(String which, Ipv4Address address) {
    return new SubnetPort(
        "uid-" + which + "-" + name,
        mac(address),
        address,
        new SubnetPort.Attachment.Veth(
            instance(which), "eth0", GATEWAY.length(), GATEWAY.address()));
  }

  public ConcentratorPlan concentrator() {
    return new ConcentratorPlan(
        "cnci-" + name,
        concentratorPlace(),
        tunnel("nn1"),
        new ConcentratorInside(GATEWAY, GATEWAY_MAC, name + ".test", List.of()),
        new ConcentratorOutside(
            Ipv4Prefix.parse(outsideAddress + "/24"),
            Ipv4Address.parse(FakeMachines.OUTSIDE_HOST),
            FakeMachines.UPLINK_BRIDGE,
            1500,
            List.of(Ipv4Prefix.parse(FakeMachines.UNDERLAY))),
        List.of(
            new ConcentratorMember("a", mac(A), A, machines.address("cn1"), 33010),
            new ConcentratorMember("b", mac(B), B, machines.address("cn2"), 33011)),
        dnsmasqDirectory());
  }

  /// Makes everything of this tenant, from nothing or from whatever is there.
  public void converge() {
    machines.container("a" + name);
    machines.container("b" + name);
    var subnets = SubnetOnNode.withCommands(machines.commands());
    subnets.converge(subnetOfA());
    subnets.converge(subnetOfB());
    ConcentratorOnNode.withCommands(machines.commands()).converge(concentrator());
  }

  public void remove() {
    var subnets = SubnetOnNode.withCommands(machines.commands());
    subnets.remove(place("cn1").namespace());
    subnets.remove(place("cn2").namespace());
    ConcentratorOnNode.withCommands(machines.commands())
        .remove(concentratorPlace(), vni, dnsmasqDirectory());
  }
}
