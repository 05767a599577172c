package io.ciao.ctl.dev;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.ctl.dev.DevLayout.DevNode;
import io.ciao.linux.kernel.KernelException;
import io.ciao.linux.link.BridgePort;
import io.ciao.linux.link.Link;
import io.ciao.linux.link.LinkKind;
import io.ciao.linux.link.LinkTable;
import io.ciao.linux.link.NetAction;
import io.ciao.linux.link.NetActionApplier;
import io.ciao.linux.link.NetlinkApplier;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.net.Ownership;
import io.ciao.linux.process.ProcessTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The cluster's cables: two bridges in a namespace of their own. To the underlay's every node and
/// the control plane are joined by a veth each; to the outside's every network node, a host, and
/// this machine. Idempotent.
final class DevFabric {
  /// The bridge of a network node, between its link outside and its concentrators, which have
  /// addresses of their own there.
  static final String UPLINK_BRIDGE = "br-ext";

  private static final String UNDERLAY = "ul";
  private static final String OUTSIDE = "ext";
  private static final String UNDERLAY_LINK = "eth0";
  private static final String OUTSIDE_LINK = "eth1";
  private static final String LOOPBACK = "lo";
  private static final String CONTROL_PORT = "p-ctl";
  private static final String CONTROL_PORT_OUTSIDE = "x-ctl";
  private static final String OUTSIDE_PORT = "x-out";
  private static final int MTU = 1500;

  /// Docker or an admin may have set these for the machine; a new namespace inherits them, so each
  /// is set by name.
  private static final SortedMap<String, String> SYSCTLS =
      new TreeMap<>(
          Map.of(
              "net.ipv4.conf.all.rp_filter", "0",
              "net.ipv4.conf.default.rp_filter", "0",
              "net.ipv4.ip_forward", "0"));

  private static final SortedMap<String, String> BRIDGE_SYSCTLS =
      new TreeMap<>(
          Map.of(
              "net.bridge.bridge-nf-call-iptables", "0",
              "net.bridge.bridge-nf-call-ip6tables", "0",
              "net.bridge.bridge-nf-call-arptables", "0"));

  private final DevLayout layout;
  private final ProcessTable processes;
  private final NetNamespace machine;
  private final NetNamespace.Named fabric;
  private final NetActionApplier kernel = NetlinkApplier.withKernel();
  private final NetworkNamespaces namespaces = new NetworkNamespaces();

  DevFabric(DevLayout layout, ProcessTable processes) {
    this(layout, processes, NetNamespace.CURRENT);
  }

  /// @param machine the namespace that the control plane is in
  DevFabric(DevLayout layout, ProcessTable processes, NetNamespace machine) {
    this.layout = layout;
    this.processes = processes;
    this.machine = machine;
    this.fabric = new NetNamespace.Named(layout.fabricNamespace());
  }

  /// Makes what is missing. A namespace that an interrupted run left half made is made anew.
  void ensure() {
    if (make(fabric, () -> isUp(fabric, OUTSIDE))) {
      kernel.apply(
          List.of(
              new NetAction.WriteSysctls(fabric, BRIDGE_SYSCTLS),
              new NetAction.BringUp(fabric, LOOPBACK),
              new NetAction.AddLink(fabric, bridge(UNDERLAY)),
              new NetAction.BringUp(fabric, UNDERLAY),
              new NetAction.AddLink(fabric, bridge(OUTSIDE)),
              new NetAction.BringUp(fabric, OUTSIDE)));
    }
    local(layout.controlLink(), new Cable(CONTROL_PORT, UNDERLAY), layout.controlAddress());
    local(layout.outsideLink(), new Cable(CONTROL_PORT_OUTSIDE, OUTSIDE), layout.outsideAddress());
    outside();
    layout.nodes().forEach(this::node);
  }

  /// What the machine has under this cluster's name: namespaces, and this machine's links.
  List<String> present() {
    var found = new ArrayList<String>();
    own().forEach(name -> found.add("namespace " + name.name()));
    links()
        .filter(link -> LinkTable.alias(machine, link).isPresent())
        .forEach(link -> found.add("link " + link));
    return found;
  }

  /// Those in the machine's own namespace.
  private Stream<String> links() {
    return Stream.of(layout.controlLink(), layout.outsideLink());
  }

  private List<NetNamespace.Named> own() {
    return namespaces.list().stream()
        .filter(name -> name.startsWith(layout.prefix()))
        .map(NetNamespace.Named::new)
        .toList();
  }

  /// The processes that live in the cluster's namespaces.
  List<String> inhabitants() {
    var inside =
        own().stream()
            .map(namespaces::inode)
            .filter(OptionalLong::isPresent)
            .collect(Collectors.toSet());
    return processes.find(_ -> true).stream()
        .map(facts -> facts.process().pid())
        .filter(pid -> inside.contains(processes.networkNamespaceInode(pid)))
        .map(String::valueOf)
        .toList();
  }

  /// The networks that the machine already has and that overlap the underlay: `network dev link`
  /// each.
  List<String> overlappingRoutes() {
    var underlay = Ipv4Subnet.parse(layout.options().underlay());
    return LinkTable.routes(machine).stream()
        .filter(route -> !route.isDefault() && links().noneMatch(route.link()::equals))
        .filter(route -> route.to().subnet().overlaps(underlay))
        .map(route -> route.to() + " dev " + route.link())
        .distinct()
        .toList();
  }

  /// The far end of a veth.
  ///
  /// @param bridge whose port it is
  private record Cable(String port, String bridge) {}

  /// A link of this machine itself.
  private void local(String link, Cable cable, String address) {
    if (isUp(machine, link)) {
      return;
    }
    var actions = new ArrayList<NetAction>();
    actions.add(new NetAction.DeleteLink(machine, link));
    join(machine, link, cable, actions);
    actions.add(new NetAction.AddAddress(machine, link, onLink(address)));
    actions.add(new NetAction.BringUp(machine, link));
    kernel.apply(actions);
  }

  private void outside() {
    var namespace = new NetNamespace.Named(layout.outsideNamespace());
    if (!make(namespace, () -> isUp(namespace, OUTSIDE_LINK))) {
      return;
    }
    var address = layout.options().address(DevLayout.OUTSIDE_HOST);
    var actions = new ArrayList<NetAction>();
    join(namespace, OUTSIDE_LINK, new Cable(OUTSIDE_PORT, OUTSIDE), actions);
    actions.add(new NetAction.BringUp(namespace, LOOPBACK));
    actions.add(new NetAction.AddAddress(namespace, OUTSIDE_LINK, onLink(address)));
    actions.add(
        new NetAction.AddAddress(
            namespace, LOOPBACK, Ipv4Prefix.parse(DevLayout.OUTSIDE_SERVER + "/32")));
    actions.add(new NetAction.WriteSysctls(namespace, SYSCTLS));
    actions.add(new NetAction.BringUp(namespace, OUTSIDE_LINK));
    kernel.apply(actions);
  }

  private void node(DevNode node) {
    var namespace = new NetNamespace.Named(node.namespace());
    if (!make(namespace, () -> isUp(namespace, UNDERLAY_LINK))) {
      return;
    }
    var actions = new ArrayList<NetAction>();
    join(namespace, UNDERLAY_LINK, new Cable(underlayPort(node), UNDERLAY), actions);
    actions.add(new NetAction.WriteSysctls(namespace, SYSCTLS));
    actions.add(new NetAction.BringUp(namespace, LOOPBACK));
    actions.add(new NetAction.AddAddress(namespace, UNDERLAY_LINK, onLink(node.address())));
    var outside = node.outside();
    if (outside != null) {
      uplink(namespace, new Cable(outsidePort(node), OUTSIDE), outside, actions);
    }
    actions.add(new NetAction.BringUp(namespace, UNDERLAY_LINK));
    kernel.apply(actions);
  }

  private void uplink(
      NetNamespace namespace, Cable cable, String address, List<NetAction> actions) {
    actions.add(new NetAction.WriteSysctls(namespace, BRIDGE_SYSCTLS));
    actions.add(new NetAction.AddLink(namespace, bridge(UPLINK_BRIDGE)));
    join(namespace, OUTSIDE_LINK, cable, actions);
    actions.add(new NetAction.Enslave(namespace, OUTSIDE_LINK, UPLINK_BRIDGE));
    actions.add(new NetAction.BringUp(namespace, OUTSIDE_LINK));
    actions.add(new NetAction.AddAddress(namespace, UPLINK_BRIDGE, onLink(address)));
    actions.add(new NetAction.BringUp(namespace, UPLINK_BRIDGE));
    actions.add(
        new NetAction.SetDefaultRoute(
            namespace, Ipv4Address.parse(layout.options().address(DevLayout.OUTSIDE_HOST))));
  }

  /// Whether all cables of that node are plugged; empty if this cannot be seen, which only root
  /// can.
  Optional<Boolean> isConnected(DevNode node) {
    try {
      return Optional.of(ports(node).allMatch(port -> isUp(fabric, port)));
    } catch (KernelException e) {
      return Optional.empty();
    }
  }

  /// Plugs a node's cables in; whether one of them was not.
  boolean connect(DevNode node) {
    if (isConnected(node).orElse(false)) {
      return false;
    }
    kernel.apply(ports(node).<NetAction>map(port -> new NetAction.BringUp(fabric, port)).toList());
    return true;
  }

  /// Pulls a node's cables.
  void disconnect(DevNode node) {
    ports(node).forEach(port -> LinkTable.takeDown(fabric, port));
  }

  /// The far ends of a node's cables.
  private static Stream<String> ports(DevNode node) {
    return node.network()
        ? Stream.of(underlayPort(node), outsidePort(node))
        : Stream.of(underlayPort(node));
  }

  private static String underlayPort(DevNode node) {
    return "p-" + node.name();
  }

  private static String outsidePort(DevNode node) {
    return "x-" + node.name();
  }

  private String mark() {
    return Ownership.ofDev(layout.options().name());
  }

  private Link bridge(String name) {
    return new Link(name, new LinkKind.Bridge(), null, MTU, null, mark(), List.of());
  }

  private Ipv4Prefix onLink(String address) {
    return Ipv4Prefix.parse(layout.onLink(address));
  }

  /// Adds a pair between a namespace and a bridge; only the bridge's end comes up.
  private void join(NetNamespace where, String link, Cable cable, List<NetAction> actions) {
    var peer =
        new Link(
            cable.port(),
            new LinkKind.VethEnd(),
            null,
            MTU,
            new BridgePort(cable.bridge(), BridgePort.Flags.ORDINARY),
            mark(),
            List.of());
    var pair =
        new Link(link, new LinkKind.Veth(fabric, peer, null), null, MTU, null, mark(), List.of());
    actions.add(new NetAction.AddLink(where, pair));
    actions.add(new NetAction.SetAlias(where, link, mark()));
    actions.add(new NetAction.Enslave(fabric, cable.port(), cable.bridge()));
    actions.add(new NetAction.BringUp(fabric, cable.port()));
  }

  /// Makes the namespace unless it is there and its last step, too, was done; whether it was made,
  /// and is empty.
  private boolean make(NetNamespace.Named namespace, BooleanSupplier finished) {
    if (namespaces.exists(namespace)) {
      if (finished.getAsBoolean()) {
        return false;
      }
      namespaces.delete(namespace);
    }
    namespaces.create(namespace);
    return true;
  }

  private static boolean isUp(NetNamespace namespace, String link) {
    return LinkTable.isUp(namespace, link).orElse(false);
  }

  /// Removes this machine's links and every namespace of the cluster, subnets on nodes included.
  void remove() {
    links().forEach(link -> LinkTable.delete(machine, link));
    own().forEach(namespaces::delete);
  }
}
