package io.ciao.ctl.dev;

import io.ciao.ctl.dev.DevOptions.Plane;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where everything of a cluster is: directories, namespaces, addresses. Pure; makes nothing.
///
/// @param directory of the cluster's state
/// @param programs directory with the programs, `dist/bin`
/// @param options what the cluster was asked for
public record DevLayout(Path directory, Path programs, DevOptions options) {
  static final int PREFIX_LENGTH = 25;
  static final int CONTROL_HOST = 1;
  static final int FIRST_NETWORK_HOST = 20;
  static final int FIRST_COMPUTE_HOST = 31;
  static final int OUTSIDE_HOST = 254;

  /// Of concentrators. What is between them and the host is free.
  static final int FIRST_OUTSIDE_ADDRESS = 160;

  static final int LAST_OUTSIDE_ADDRESS = 239;

  /// Whoever has a link in both halves has the same number in both, with this added outside.
  private static final int OUTSIDE = 128;

  static final int AGENT_PORT = 10_250;

  /// The web server outside the underlay (TEST-NET-2, RFC 5737).
  static final String OUTSIDE_SERVER = "198.51.100.10";

  /// A control plane: one apiserver and one scheduler.
  ///
  /// @param etcd its member of etcd; empty if the apiserver runs etcd itself
  record DevPlane(String apiserver, String scheduler, String etcd, Plane ports) {}

  /// All control planes, the first one first.
  List<DevPlane> planes() {
    if (options.planes().isEmpty()) {
      return List.of(
          new DevPlane(
              DevPrograms.APISERVER,
              DevPrograms.SCHEDULER,
              "",
              new Plane(options.apiPort(), options.ssntpPort(), 0, 0)));
    }
    var planes = new ArrayList<DevPlane>();
    for (var ports : options.planes()) {
      var number = planes.isEmpty() ? "" : Integer.toString(planes.size() + 1);
      planes.add(
          new DevPlane(
              DevPrograms.APISERVER + number,
              DevPrograms.SCHEDULER + number,
              DevPrograms.ETCD + number,
              ports));
    }
    return List.copyOf(planes);
  }

  /// Where clients find etcd if it is nobody's child; empty if it is the apiserver's.
  List<String> etcdUrls() {
    return options.planes().stream().map(plane -> "https://127.0.0.1:" + plane.etcd()).toList();
  }

  /// A node of the cluster.
  ///
  /// @param computes whether it runs instances
  /// @param address in the underlay
  /// @param outside its address outside; null: it is no network node and has no link there
  public record DevNode(
      String name, boolean computes, String address, @Nullable String outside, String namespace) {
    /// Whether it is a network node.
    boolean network() {
      return outside != null;
    }
  }

  /// The network between control plane and nodes.
  String underlay() {
    return options.address(0) + "/" + PREFIX_LENGTH;
  }

  /// Of the network outside the part that belongs to machines of the cluster, where no tenant has
  /// anything to look for.
  String machinesOutside() {
    return options.address(OUTSIDE) + "/27";
  }

  /// An address of either half, as links have it.
  String onLink(String address) {
    return address + "/" + PREFIX_LENGTH;
  }

  String prefix() {
    return "ciao-" + options.name() + "-";
  }

  String fabricNamespace() {
    return prefix() + "fab";
  }

  String outsideNamespace() {
    return prefix() + "outside";
  }

  /// The control plane's link to the underlay, in the machine's own namespace.
  String controlLink() {
    return "ciao-" + options.name();
  }

  /// The link over which people on this machine reach what is outside, such as ssh forwards.
  String outsideLink() {
    return controlLink() + "-x";
  }

  /// This machine's address outside.
  String outsideAddress() {
    return options.address(OUTSIDE + CONTROL_HOST);
  }

  String controlAddress() {
    return options.address(CONTROL_HOST);
  }

  /// The nodes with a namespace of their own.
  List<DevNode> nodes() {
    var nodes = new ArrayList<DevNode>();
    for (int i = 0; i < options.networkNodes(); i++) {
      var name = "nn" + (i + 1);
      var host = FIRST_NETWORK_HOST + i;
      nodes.add(
          new DevNode(
              name,
              options.networkNodeComputes(),
              options.address(host),
              options.address(OUTSIDE + host),
              prefix() + name));
    }
    for (int i = 0; i < options.nodes(); i++) {
      var name = "cn" + (i + 1);
      nodes.add(
          new DevNode(name, true, options.address(FIRST_COMPUTE_HOST + i), null, prefix() + name));
    }
    return List.copyOf(nodes);
  }

  List<String> simulatedNodes() {
    var names = new ArrayList<String>();
    for (int i = 0; i < options.simulated(); i++) {
      names.add("sim%03d".formatted(i + 1));
    }
    return List.copyOf(names);
  }

  Path tls(String program) {
    return directory.resolve("tls").resolve(program);
  }

  Path state(String program) {
    return directory.resolve(program);
  }

  Path log(String program) {
    return directory.resolve("log").resolve(program + ".log");
  }

  Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  Path program(String name) {
    return programs.resolve(name);
  }

  String apiUrl(String host) {
    return apiUrl(host, options.apiPort());
  }

  static String apiUrl(String host, int port) {
    return "https://" + host + ":" + port;
  }
}
