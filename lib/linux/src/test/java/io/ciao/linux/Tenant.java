package io.ciao.linux;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.basis.address.Ipv6Subnet;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.concentrator.ConcentratorInside;
import io.ciao.linux.concentrator.ConcentratorMember;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.linux.concentrator.ConcentratorOutside;
import io.ciao.linux.concentrator.ConcentratorPlan;
import io.ciao.linux.dnsmasq.DnsmasqHost;
import io.ciao.linux.link.TunnelEnd;
import io.ciao.linux.net.NamespaceNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.GroupRules;
import io.ciao.linux.subnet.PortPolicy;
import io.ciao.linux.subnet.SubnetMember;
import io.ciao.linux.subnet.SubnetOnNode;
import io.ciao.linux.subnet.SubnetPlace;
import io.ciao.linux.subnet.SubnetPlan;
import io.ciao.linux.subnet.SubnetPort;
import io.ciao.linux.subnet.SubnetTunnel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeSet;

/// A tenant with one subnet 172.16.0.0/24: instance a on cn1, instance b on cn2, gateway on nn1,
/// and beside it instance c. Every tenant has the same addresses.
public record Tenant(FakeMachines machines, String name, long vni, String outsideAddress) {
  public static final Ipv4Address A = Ipv4Address.parse("172.16.0.10");
  public static final Ipv4Address B = Ipv4Address.parse("172.16.0.11");
  public static final Ipv4Address C = Ipv4Address.parse("172.16.0.12");
  public static final Ipv4Prefix GATEWAY = Ipv4Prefix.parse("172.16.0.1/24");
  public static final Ipv6Subnet BLOCK = Ipv6Subnet.parse("fd12:3456:789a:1001::/64");
  public static final MacAddress GATEWAY_MAC = MacAddress.GATEWAY;
  public static final int MTU = 1450;

  /// Of instances without a group.
  public static final PortPolicy UNGROUPED =
      new PortPolicy.Ungrouped(
          List.of(Ipv4Prefix.parse("172.16.0.0/16"), Ipv6Prefix.parse("fd12:3456:789a::/48")));

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

  /// The IPv6 address of who has that IPv4 address.
  public static Ipv6Address six(Ipv4Address address) {
    return BLOCK.address(address.value());
  }

  /// The same in a subnet that has no IPv6.
  public static SubnetMember without6(SubnetMember member) {
    return new SubnetMember(member.mac(), member.address(), member.end());
  }

  /// The same in a subnet that has no IPv6.
  public static SubnetPort without6(SubnetPort port) {
    var veth = (SubnetPort.Attachment.Veth) port.attachment();
    return new SubnetPort(
        port.uid(),
        port.mac(),
        port.address(),
        null,
        port.policy(),
        new SubnetPort.Attachment.Veth(
            veth.namespace(), veth.link(), veth.prefixLength(), veth.gateway()));
  }

  /// The same in a subnet that has no IPv6.
  public static ConcentratorPlan without6(ConcentratorPlan plan) {
    var inside = plan.inside();
    return with(
        plan,
        new ConcentratorInside(
            inside.gateway(), null, inside.mac(), inside.domain(), inside.upstream()),
        plan.tunnel(),
        plan.members().stream()
            .map(
                m ->
                    new ConcentratorMember(
                        m.name(), m.mac(), m.address(), null, m.vtep(), m.forward()))
            .toList());
  }

  /// The same with these parts.
  public static ConcentratorPlan with(
      ConcentratorPlan plan,
      ConcentratorInside inside,
      SubnetTunnel tunnel,
      List<ConcentratorMember> members) {
    return new ConcentratorPlan(
        plan.uid(), plan.place(), tunnel, inside, plan.outside(), members, plan.directory());
  }

  private static DnsmasqHost.Six lease6(Ipv4Address address) {
    return new DnsmasqHost.Six(six(address), "1");
  }

  /// The namespace that stands for instance `a`, `b` or `c`.
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

  private SubnetTunnel tunnel(TunnelEnd end) {
    return new SubnetTunnel(vni, MTU, end);
  }

  private TunnelEnd node(String name) {
    return SubnetTunnel.ofNode(machines.address(name));
  }

  private TunnelEnd gateway() {
    return SubnetTunnel.ofConcentrator(machines.address("nn1"));
  }

  /// The subnet on a node with these ports, which have no groups.
  public SubnetPlan subnet(String node, List<SubnetPort> ports) {
    return subnet(node, ports, Collections.emptySortedMap(), false);
  }

  /// The subnet on a node with these ports.
  public SubnetPlan subnet(
      String node, List<SubnetPort> ports, SortedMap<String, GroupRules> groups, boolean tolerant) {
    var beside = node.equals("nn1");
    var flood = new TreeSet<>(List.of(node("nn1"), node("cn1"), node("cn2")));
    if (!beside) {
      flood.add(gateway());
    }
    return new SubnetPlan(
        "sub-" + name,
        place(node),
        tunnel(node(node)),
        new SubnetMember(GATEWAY_MAC, GATEWAY.address(), six(GATEWAY.address()), gateway()),
        beside ? concentratorPlace().namespace() : null,
        List.of(
            new SubnetMember(mac(A), A, six(A), node("cn1")),
            new SubnetMember(mac(B), B, six(B), node("cn2")),
            new SubnetMember(mac(C), C, six(C), node("nn1"))),
        flood,
        ports,
        groups,
        tolerant);
  }

  public SubnetPlan subnetOfA() {
    return subnet("cn1", List.of(port("a", A)));
  }

  public SubnetPlan subnetOfB() {
    return subnet("cn2", List.of(port("b", B)));
  }

  public SubnetPlan subnetOfC() {
    return subnet("nn1", List.of(port("c", C)));
  }

  public SubnetPort port(String which, Ipv4Address address) {
    return port(which, address, UNGROUPED);
  }

  public SubnetPort port(String which, Ipv4Address address, PortPolicy policy) {
    return new SubnetPort(
        "uid-" + which + "-" + name,
        mac(address),
        address,
        six(address),
        policy,
        new SubnetPort.Attachment.Veth(
            instance(which),
            "eth0",
            GATEWAY.length(),
            GATEWAY.address(),
            new Ipv6Prefix(six(GATEWAY.address()), BLOCK.prefixLength())));
  }

  public ConcentratorPlan concentrator() {
    return new ConcentratorPlan(
        "cnci-" + name,
        concentratorPlace(),
        tunnel(gateway()),
        new ConcentratorInside(
            GATEWAY,
            new Ipv6Prefix(six(GATEWAY.address()), BLOCK.prefixLength()),
            GATEWAY_MAC,
            name + ".test",
            List.of()),
        new ConcentratorOutside(
            Ipv4Prefix.parse(outsideAddress + "/24"),
            Ipv4Address.parse(FakeMachines.OUTSIDE_HOST),
            FakeMachines.UPLINK_BRIDGE,
            1500,
            List.of(Ipv4Prefix.parse(FakeMachines.UNDERLAY))),
        List.of(
            new ConcentratorMember("a", mac(A), A, lease6(A), machines.address("cn1"), 33010),
            new ConcentratorMember("b", mac(B), B, lease6(B), machines.address("cn2"), 33011),
            new ConcentratorMember("c", mac(C), C, lease6(C), machines.address("nn1"), 33012)),
        dnsmasqDirectory());
  }

  /// Makes everything of this tenant, from nothing or from whatever is there.
  public void converge() {
    machines.container("a" + name);
    machines.container("b" + name);
    machines.container("c" + name);
    var subnets = SubnetOnNode.withKernel();
    subnets.converge(subnetOfA());
    subnets.converge(subnetOfB());
    var concentrators = ConcentratorOnNode.withKernel();
    concentrators.converge(concentrator());
    // Two agents: each does again what it could not do without the other.
    subnets.converge(subnetOfC());
    concentrators.converge(concentrator());
  }

  public void remove() {
    var subnets = SubnetOnNode.withKernel();
    subnets.remove(place("cn1").namespace());
    subnets.remove(place("cn2").namespace());
    subnets.remove(place("nn1").namespace());
    ConcentratorOnNode.withKernel().remove(concentratorPlace(), vni, dnsmasqDirectory());
  }
}
