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
import io.ciao.linux.link.Route;
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

/// The cluster's underlay: a bridge in a namespace of its own, to which every node, the outside
/// host and the control plane are joined by a veth each. Idempotent.
final class DevFabric {
  private static final String BRIDGE = "ul";
  private static final String UPLINK = "eth0";

  /// The bridge of a network node, between its uplink and its concentrators.
  private static final String UPLINK_BRIDGE = "br-ul";

  private static final String LOOPBACK = "lo";
  private static final String CONTROL_PORT = "p-ctl";
  private static final String OUTSIDE_PORT = "p-out";
  private static final int PREFIX_LENGTH = 24;
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
    if (make(fabric, () -> isUp(fabric, BRIDGE))) {
      kernel.apply(
          List.of(
              new NetAction.WriteSysctls(fabric, BRIDGE_SYSCTLS),
              new NetAction.BringUp(fabric, LOOPBACK),
              new NetAction.AddLink(fabric, bridge(BRIDGE)),
              new NetAction.BringUp(fabric, BRIDGE)));
    }
    control();
    outside();
    layout.nodes().forEach(this::node);
  }

  /// What the machine has under this cluster's name: namespaces, and the control plane's link.
  List<String> present() {
    var found = new ArrayList<String>();
    own().forEach(name -> found.add("namespace " + name.name()));
    if (LinkTable.alias(machine, layout.controlLink()).isPresent()) {
      found.add("link " + layout.controlLink());
    }
    return found;
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
        .filter(route -> !route.isDefault() && !route.link().equals(layout.controlLink()))
        .filter(route -> route.to().subnet().overlaps(underlay))
        .map(route -> route.to() + " dev " + route.link())
        .distinct()
        .toList();
  }

  private void control() {
    var link = layout.controlLink();
    if (isUp(machine, link)) {
      return;
    }
    var actions = new ArrayList<NetAction>();
    actions.add(new NetAction.DeleteLink(machine, link));
    join(machine, link, CONTROL_PORT, actions);
    actions.add(new NetAction.AddAddress(machine, link, inUnderlay(layout.controlAddress())));
    actions.add(new NetAction.BringUp(machine, link));
    kernel.apply(actions);
  }

  private void outside() {
    var namespace = new NetNamespace.Named(layout.outsideNamespace());
    if (!make(namespace, () -> isUp(namespace, UPLINK))) {
      return;
    }
    var address = layout.options().address(DevLayout.OUTSIDE_HOST);
    var actions = new ArrayList<NetAction>();
    join(namespace, UPLINK, OUTSIDE_PORT, actions);
    actions.add(new NetAction.BringUp(namespace, LOOPBACK));
    actions.add(new NetAction.AddAddress(namespace, UPLINK, inUnderlay(address)));
    actions.add(
        new NetAction.AddAddress(
            namespace, LOOPBACK, Ipv4Prefix.parse(DevLayout.OUTSIDE_SERVER + "/32")));
    actions.add(new NetAction.WriteSysctls(namespace, SYSCTLS));
    actions.add(new NetAction.BringUp(namespace, UPLINK));
    kernel.apply(actions);
  }

  private void node(DevNode node) {
    var namespace = new NetNamespace.Named(node.namespace());
    if (!make(namespace, () -> LinkTable.routes(namespace).stream().anyMatch(Route::isDefault))) {
      return;
    }
    var actions = new ArrayList<NetAction>();
    join(namespace, UPLINK, port(node.name()), actions);
    actions.add(new NetAction.BringUp(namespace, LOOPBACK));
    actions.add(new NetAction.BringUp(namespace, UPLINK));
    var device = UPLINK;
    if (node.network()) {
      // Concentrators get addresses of their own in the underlay, so the uplink is a bridge.
      device = UPLINK_BRIDGE;
      actions.add(new NetAction.WriteSysctls(namespace, BRIDGE_SYSCTLS));
      actions.add(new NetAction.AddLink(namespace, bridge(UPLINK_BRIDGE)));
      actions.add(new NetAction.Enslave(namespace, UPLINK, UPLINK_BRIDGE));
      actions.add(new NetAction.BringUp(namespace, UPLINK_BRIDGE));
    }
    actions.add(new NetAction.WriteSysctls(namespace, SYSCTLS));
    actions.add(new NetAction.AddAddress(namespace, device, inUnderlay(node.address())));
    actions.add(
        new NetAction.SetDefaultRoute(
            namespace, Ipv4Address.parse(layout.options().address(DevLayout.OUTSIDE_HOST))));
    kernel.apply(actions);
  }

  /// Whether that node's cable is plugged; empty if this cannot be seen, which only root can.
  Optional<Boolean> isConnected(String node) {
    try {
      return LinkTable.isUp(fabric, port(node));
    } catch (KernelException e) {
      return Optional.empty();
    }
  }

  /// Plugs a node's cable in; whether it was not.
  boolean connect(String node) {
    if (isConnected(node).orElse(false)) {
      return false;
    }
    kernel.apply(List.of(new NetAction.BringUp(fabric, port(node))));
    return true;
  }

  /// Pulls a node's cable.
  void disconnect(String node) {
    LinkTable.takeDown(fabric, port(node));
  }

  private static String port(String node) {
    return "p-" + node;
  }

  private String mark() {
    return Ownership.ofDev(layout.options().name());
  }

  private Link bridge(String name) {
    return new Link(name, new LinkKind.Bridge(), null, MTU, null, mark(), List.of());
  }

  private static Ipv4Prefix inUnderlay(String address) {
    return new Ipv4Prefix(Ipv4Address.parse(address), PREFIX_LENGTH);
  }

  /// Adds a pair between a namespace and the underlay's bridge; only the bridge's end comes up.
  private void join(NetNamespace where, String link, String port, List<NetAction> actions) {
    var peer =
        new Link(
            port,
            new LinkKind.VethEnd(),
            null,
            MTU,
            new BridgePort(BRIDGE, BridgePort.Flags.ORDINARY),
            mark(),
            List.of());
    var pair =
        new Link(link, new LinkKind.Veth(fabric, peer, null), null, MTU, null, mark(), List.of());
    actions.add(new NetAction.AddLink(where, pair));
    actions.add(new NetAction.SetAlias(where, link, mark()));
    actions.add(new NetAction.Enslave(fabric, port, BRIDGE));
    actions.add(new NetAction.BringUp(fabric, port));
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

  /// Removes the control plane's link and every namespace of the cluster, subnets on nodes
  /// included.
  void remove() {
    LinkTable.delete(machine, layout.controlLink());
    own().forEach(namespaces::delete);
  }
}
