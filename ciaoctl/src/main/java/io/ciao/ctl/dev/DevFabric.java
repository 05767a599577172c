package io.ciao.ctl.dev;

import io.ciao.ctl.dev.DevLayout.DevNode;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// The cluster's underlay: a bridge in a namespace of its own, to which every node, the outside
/// host and the control plane are joined by a veth each. Idempotent.
final class DevFabric {
  private static final String BRIDGE = "ul";
  private static final String UPLINK = "eth0";

  /// Among a link's flags, where LOWER_UP says something else.
  private static final Pattern UP = Pattern.compile("[<,]UP[,>]");

  /// Docker or an admin may have set these for the machine; a new namespace inherits them, so each
  /// is set by name.
  private static final List<String> SYSCTLS =
      List.of(
          "net.ipv4.conf.all.rp_filter=0",
          "net.ipv4.conf.default.rp_filter=0",
          "net.ipv4.ip_forward=0");

  private static final List<String> BRIDGE_SYSCTLS =
      List.of(
          "net.bridge.bridge-nf-call-iptables=0",
          "net.bridge.bridge-nf-call-ip6tables=0",
          "net.bridge.bridge-nf-call-arptables=0");

  private final DevLayout layout;
  private final CommandRunner commands;
  private final NetworkNamespaces namespaces;

  DevFabric(DevLayout layout, CommandRunner commands) {
    this.layout = layout;
    this.commands = commands;
    this.namespaces = new NetworkNamespaces();
  }

  /// Makes what is missing. A namespace that an interrupted run left half made is made anew.
  void ensure() {
    var fabric = layout.fabricNamespace();
    if (make(fabric, () -> upWith(fabric, BRIDGE))) {
      sysctl(fabric, BRIDGE_SYSCTLS);
      batch(
          fabric,
          "link set lo up",
          "link add " + BRIDGE + " type bridge forward_delay 0 stp_state 0 mcast_snooping 0",
          "link set " + BRIDGE + " up");
    }
    control();
    outside();
    layout.nodes().forEach(this::node);
  }

  /// What the machine has under this cluster's name: namespaces, and the control plane's link.
  List<String> present() {
    var found = new ArrayList<String>();
    namespaces.list().stream()
        .filter(name -> name.startsWith(layout.prefix()))
        .forEach(name -> found.add("namespace " + name));
    if (linkExists(layout.controlLink())) {
      found.add("link " + layout.controlLink());
    }
    return found;
  }

  /// The processes that live in the cluster's namespaces.
  List<String> inhabitants() {
    return namespaces.list().stream()
        .filter(name -> name.startsWith(layout.prefix()))
        .flatMap(
            name ->
                commands
                    .require(
                        Command.of(
                            "list processes in " + name, List.of("ip", "netns", "pids", name)))
                    .lines())
        .toList();
  }

  /// The networks that the machine already has and that overlap the underlay: `network dev link`
  /// each.
  List<String> overlappingRoutes() {
    var underlay = layout.options().underlay();
    var output =
        commands.require(
            Command.of(
                "list routes", List.of("ip", "-4", "-o", "route", "show", "root", underlay)));
    var output2 =
        commands.require(
            Command.of(
                "list routes", List.of("ip", "-4", "-o", "route", "show", "match", underlay)));
    return (output + output2)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("default"))
        .filter(line -> !line.contains(" dev " + layout.controlLink() + " "))
        .distinct()
        .toList();
  }

  private void control() {
    var link = layout.controlLink();
    if (linkExists(link)) {
      return;
    }
    var fabric = layout.fabricNamespace();
    ip("link add " + link + " type veth peer name p-ctl netns " + fabric);
    batch(fabric, "link set p-ctl master " + BRIDGE + " up");
    ip("addr add " + layout.controlAddress() + "/24 dev " + link);
    ip("link set " + link + " up");
  }

  private boolean linkExists(String link) {
    return commands
        .run(Command.of("look for link " + link, List.of("ip", "link", "show", "dev", link)))
        .succeeded();
  }

  private void outside() {
    var namespace = layout.outsideNamespace();
    if (!make(namespace, () -> upWith(namespace, UPLINK))) {
      return;
    }
    join(namespace, "p-out");
    batch(
        namespace,
        "link set lo up",
        "addr add " + layout.options().address(DevLayout.OUTSIDE_HOST) + "/24 dev eth0",
        "addr add " + DevLayout.OUTSIDE_SERVER + "/32 dev lo");
    sysctl(namespace, SYSCTLS);
    batch(namespace, "link set eth0 up");
  }

  private void node(DevNode node) {
    var namespace = node.namespace();
    if (!make(namespace, () -> hasDefaultRoute(namespace))) {
      return;
    }
    join(namespace, port(node.name()));
    var lines = new ArrayList<>(List.of("link set lo up", "link set eth0 up"));
    var device = UPLINK;
    if (node.network()) {
      // Concentrators get addresses of their own in the underlay, so the uplink is a bridge.
      device = "br-ul";
      sysctl(namespace, BRIDGE_SYSCTLS);
      lines.add("link add br-ul type bridge forward_delay 0 stp_state 0 mcast_snooping 0");
      lines.add("link set eth0 master br-ul");
      lines.add("link set br-ul up");
    }
    lines.add("addr add " + node.address() + "/24 dev " + device);
    lines.add("route add default via " + layout.options().address(DevLayout.OUTSIDE_HOST));
    sysctl(namespace, SYSCTLS);
    batch(namespace, lines.toArray(String[]::new));
  }

  /// Whether that node's cable is plugged; empty if this cannot be seen, which only root can.
  Optional<Boolean> isConnected(String node) {
    var output =
        commands.run(
            Command.of(
                "look at the link of " + node,
                List.of(
                    "ip",
                    "-n",
                    layout.fabricNamespace(),
                    "-o",
                    "link",
                    "show",
                    "dev",
                    port(node))));
    return output.succeeded() ? Optional.of(UP.matcher(output.stdout()).find()) : Optional.empty();
  }

  /// Plugs a node's cable in; whether it was not.
  boolean connect(String node) {
    if (isConnected(node).orElse(false)) {
      return false;
    }
    batch(layout.fabricNamespace(), "link set " + port(node) + " up");
    return true;
  }

  /// Pulls a node's cable.
  void disconnect(String node) {
    batch(layout.fabricNamespace(), "link set " + port(node) + " down");
  }

  private static String port(String node) {
    return "p-" + node;
  }

  private void join(String namespace, String port) {
    var fabric = layout.fabricNamespace();
    ip("link add eth0 netns " + namespace + " type veth peer name " + port + " netns " + fabric);
    batch(fabric, "link set " + port + " master " + BRIDGE + " up");
  }

  /// Makes the namespace unless it is there and its last step, too, was done; whether it was made,
  /// and is empty.
  private boolean make(String namespace, BooleanSupplier finished) {
    var named = new NetNamespace.Named(namespace);
    if (namespaces.exists(named)) {
      if (finished.getAsBoolean()) {
        return false;
      }
      namespaces.delete(named);
    }
    namespaces.create(named);
    return true;
  }

  private boolean upWith(String namespace, String link) {
    return shown(namespace, "link", "show", "up", "dev", link).contains(link);
  }

  private boolean hasDefaultRoute(String namespace) {
    return !shown(namespace, "route", "show", "default").isBlank();
  }

  /// What ip prints; empty if it fails, as for a link that is not there.
  private String shown(String namespace, String... arguments) {
    var argv = new ArrayList<>(List.of("ip", "-n", namespace, "-o"));
    argv.addAll(List.of(arguments));
    var output = commands.run(Command.of("look into namespace " + namespace, argv));
    return output.succeeded() ? output.stdout() : "";
  }

  private void sysctl(String namespace, List<String> settings) {
    var argv = new ArrayList<>(List.of("sysctl", "-q", "-w"));
    argv.addAll(settings);
    commands.require(
        Command.of("set sysctls in " + namespace, NetNamespace.named(namespace).entering(argv)));
  }

  private void batch(String namespace, String... lines) {
    commands.require(
        Command.reading(
            "set up links in namespace " + namespace,
            List.of("ip", "-n", namespace, "-batch", "-"),
            String.join("\n", lines) + "\n"));
  }

  private void ip(String arguments) {
    var argv = new ArrayList<>(List.of("ip"));
    argv.addAll(List.of(arguments.split(" ")));
    commands.require(Command.of("run ip " + arguments, argv));
  }

  /// Removes the control plane's link and every namespace of the cluster, subnets on nodes
  /// included.
  void remove() {
    if (linkExists(layout.controlLink())) {
      ip("link del " + layout.controlLink());
    }
    for (var name : namespaces.list()) {
      if (name.startsWith(layout.prefix())) {
        namespaces.delete(new NetNamespace.Named(name));
      }
    }
  }
}
