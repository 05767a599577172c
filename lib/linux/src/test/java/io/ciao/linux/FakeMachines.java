package io.ciao.linux;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandOutput;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;

/// Two compute nodes, two network nodes and an outside host on one underlay, each a namespace of
/// this test's own prefix. The outside host also has an address beyond the underlay.
public final class FakeMachines implements AutoCloseable {
  public static final String BEYOND = "198.51.100.10";
  public static final String UNDERLAY = "10.20.0.0/24";
  public static final String OUTSIDE_HOST = "10.20.0.254";
  public static final String UPLINK_BRIDGE = "br-ul";
  private static final Map<String, String> ADDRESSES =
      Map.of(
          "nn1", "10.20.0.20",
          "nn2", "10.20.0.21",
          "cn1", "10.20.0.31",
          "cn2", "10.20.0.32",
          "out", OUTSIDE_HOST);

  private final CommandRunner commands = new CommandRunner();
  private final String prefix;
  private final Path directory;

  private FakeMachines(String prefix, Path directory) {
    this.prefix = prefix;
    this.directory = directory;
  }

  public static FakeMachines start() throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      Assumptions.abort("needs root: network namespaces");
    }
    var number = ThreadLocalRandom.current().nextInt(0x10000);
    var prefix = String.format(Locale.ROOT, "lxt%04x", number);
    var machines = new FakeMachines(prefix, Files.createTempDirectory(prefix));
    machines.build();
    return machines;
  }

  public CommandRunner commands() {
    return commands;
  }

  public Path directory() {
    return directory;
  }

  /// The prefix of a node's own subnets.
  public String prefix(String node) {
    return prefix + "-" + node;
  }

  public NetNamespace.Named namespace(String name) {
    return new NetNamespace.Named(prefix(name));
  }

  public Ipv4Address address(String node) {
    return Ipv4Address.parse(ADDRESSES.get(node));
  }

  /// A namespace that stands for a container.
  public NetNamespace.Named container(String name) {
    var namespace = namespace(name);
    new NetworkNamespaces().create(namespace);
    in(namespace, "ip", "link", "set", "lo", "up");
    return namespace;
  }

  /// Runs a program in a namespace; it must succeed.
  public String in(NetNamespace namespace, String... argv) {
    return commands.require(Command.of("test " + List.of(argv), namespace.entering(List.of(argv))));
  }

  /// Runs a program in a namespace, whatever comes of it.
  public CommandOutput attempt(NetNamespace namespace, String... argv) {
    return commands.run(Command.of("test " + List.of(argv), namespace.entering(List.of(argv))));
  }

  public boolean pings(NetNamespace from, String to, String... options) {
    var argv = new ArrayList<String>(List.of("ping", "-q", "-c", "1", "-W", "1"));
    argv.addAll(List.of(options));
    argv.add(to);
    return attempt(from, argv.toArray(String[]::new)).succeeded();
  }

  /// Links of each machine, and how many namespaces have our prefix.
  public SortedMap<String, Long> counts() {
    var counts = new TreeMap<String, Long>();
    for (var node : ADDRESSES.keySet()) {
      counts.put(node, in(namespace(node), "ip", "-o", "link").lines().count());
    }
    counts.put("fab", in(namespace("fab"), "ip", "-o", "link").lines().count());
    counts.put("namespaces", (long) own().size());
    return counts;
  }

  private List<String> own() {
    return new NetworkNamespaces()
        .list().stream().filter(name -> name.startsWith(prefix + "-")).toList();
  }

  private void build() {
    var fabric = container("fab");
    in(fabric, "ip", "link", "add", "ul", "type", "bridge", "forward_delay", "0");
    in(fabric, "ip", "link", "set", "ul", "up");
    quiet(fabric);
    for (var node : ADDRESSES.keySet()) {
      var namespace = container(node);
      quiet(namespace);
      in(
          fabric,
          "ip",
          "link",
          "add",
          "p-" + node,
          "type",
          "veth",
          "peer",
          "name",
          "eth0",
          "netns",
          namespace.name());
      in(fabric, "ip", "link", "set", "p-" + node, "master", "ul", "up");
      in(namespace, "ip", "link", "set", "eth0", "up");
      var carrier = node.startsWith("nn") ? uplinkBridge(namespace) : "eth0";
      in(namespace, "ip", "addr", "add", ADDRESSES.get(node) + "/24", "dev", carrier);
      if (!"out".equals(node)) {
        in(namespace, "ip", "route", "add", "default", "via", OUTSIDE_HOST);
      }
    }
    in(namespace("out"), "ip", "addr", "add", BEYOND + "/32", "dev", "lo");
  }

  private String uplinkBridge(NetNamespace node) {
    in(node, "ip", "link", "add", UPLINK_BRIDGE, "type", "bridge", "forward_delay", "0");
    in(node, "ip", "link", "set", "eth0", "master", UPLINK_BRIDGE);
    in(node, "ip", "link", "set", UPLINK_BRIDGE, "up");
    return UPLINK_BRIDGE;
  }

  private void quiet(NetNamespace namespace) {
    in(
        namespace,
        "sh",
        "-c",
        "echo 0 >/proc/sys/net/ipv4/ip_forward; cd /proc/sys/net/bridge;"
            + " for f in bridge-nf-call-*tables; do echo 0 >$f; done");
  }

  @Override
  public void close() throws IOException {
    var namespaces = new NetworkNamespaces();
    own().forEach(name -> namespaces.delete(new NetNamespace.Named(name)));
    try (var tree = Files.walk(directory)) {
      for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
