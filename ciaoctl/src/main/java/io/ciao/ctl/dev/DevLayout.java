package io.ciao.ctl.dev;

import io.ciao.ctl.dev.DevOptions.Plane;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Where everything of a cluster is: directories, namespaces, addresses. Pure; makes nothing.
///
/// @param directory of the cluster's state
/// @param programs directory with the programs, `dist/bin`
/// @param options what the cluster was asked for
public record DevLayout(Path directory, Path programs, DevOptions options) {
  static final int CONTROL_HOST = 1;
  static final int NETWORK_NODE_HOST = 20;
  static final int FIRST_COMPUTE_HOST = 31;
  static final int OUTSIDE_HOST = 254;
  static final int FIRST_OUTSIDE_ADDRESS = 100;
  static final int LAST_OUTSIDE_ADDRESS = 199;
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
  /// @param network whether it is the network node
  public record DevNode(
      String name, boolean computes, boolean network, String address, String namespace) {}

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

  String controlAddress() {
    return options.address(CONTROL_HOST);
  }

  DevNode networkNode() {
    return new DevNode(
        "nn1",
        options.networkNodeComputes(),
        true,
        options.address(NETWORK_NODE_HOST),
        prefix() + "nn1");
  }

  /// The nodes with a namespace of their own.
  List<DevNode> nodes() {
    var nodes = new ArrayList<DevNode>();
    if (options.networkNode()) {
      nodes.add(networkNode());
    }
    for (int i = 0; i < options.nodes(); i++) {
      var name = "cn" + (i + 1);
      nodes.add(
          new DevNode(name, true, false, options.address(FIRST_COMPUTE_HOST + i), prefix() + name));
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
