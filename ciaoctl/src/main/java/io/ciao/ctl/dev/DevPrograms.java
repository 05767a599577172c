package io.ciao.ctl.dev;

import io.ciao.ctl.dev.DevLayout.DevNode;
import io.ciao.ctl.dev.DevLayout.DevPlane;
import io.ciao.ctl.dev.DevProcesses.Wanted;
import io.ciao.linux.host.HostFacts;
import io.ciao.linux.host.HostProbe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The command lines of the cluster's processes. Pure: the same layout and machine give the same
/// lines.
final class DevPrograms {
  static final String APISERVER = "apiserver";
  static final String SCHEDULER = "scheduler";
  static final String ETCD = "etcd";
  static final String OUTSIDE = "outside";
  static final String SIMULATED = "simulated";

  /// What is left to the control plane, the agents and the machine's owner.
  private static final double MEMORY_SHARE_FOR_INSTANCES = 0.5;

  private static final double DISK_SHARE_FOR_INSTANCES = 0.5;
  private static final long MIB = 1 << 20;

  private final DevLayout layout;
  private final HostFacts host;
  private final long diskFreeBytes;

  DevPrograms(DevLayout layout, HostFacts host, long diskFreeBytes) {
    this.layout = layout;
    this.host = host;
    this.diskFreeBytes = diskFreeBytes;
  }

  /// Those on this machine, as much of it as is free now.
  static DevPrograms ofThisMachine(DevLayout layout) {
    var host = new HostProbe();
    return new DevPrograms(layout, host.read(), host.diskFreeBytes(layout.directory()));
  }

  /// All processes in the order in which they are best started; any order works.
  List<Wanted> all() {
    var wanted = new ArrayList<Wanted>();
    layout.planes().stream().filter(p -> !p.etcd().isEmpty()).forEach(p -> wanted.add(etcd(p)));
    layout.planes().forEach(plane -> wanted.add(apiserver(plane)));
    layout.planes().forEach(plane -> wanted.add(scheduler(plane)));
    if (layout.options().networkNodes() > 0) {
      wanted.add(outside());
    }
    layout.nodes().stream()
        .filter(DevNode::network)
        .forEach(node -> wanted.add(concentrators(node)));
    layout.nodes().forEach(node -> wanted.add(agent(node)));
    if (layout.options().simulated() > 0) {
      wanted.add(simulated());
    }
    return List.copyOf(wanted);
  }

  private Wanted apiserver(DevPlane plane) {
    var port = plane.ports().api();
    var argv = program("ciao-apiserver", plane.apiserver());
    argv.addAll(List.of("--listen", "127.0.0.1:" + port));
    argv.addAll(List.of("--listen", layout.controlAddress() + ":" + port));
    argv.addAll(etcdOf(plane, "embedded"));
    argv.addAll(List.of("--ca-key", DevCertificates.authorityKey(layout).toString()));
    if (!plane.etcd().isEmpty()) {
      var keys = layout.directory().resolve("secret-keys.yaml");
      argv.addAll(List.of("--secret-keys", keys.toString()));
    }
    return new Wanted(plane.apiserver(), null, argv);
  }

  /// Each control plane speaks to its own member first.
  private List<String> etcdOf(DevPlane plane, String alone) {
    if (plane.etcd().isEmpty()) {
      return List.of("--etcd", alone);
    }
    var urls = String.join(",", ownFirst(layout.etcdUrls(), plane));
    return List.of("--etcd", urls, "--etcd-tls", layout.tls(ETCD).toString());
  }

  private <T> List<T> ownFirst(List<T> ofPlanes, DevPlane plane) {
    var turned = new ArrayList<>(ofPlanes);
    Collections.rotate(turned, -layout.planes().indexOf(plane));
    return turned;
  }

  /// A member of an etcd that is nobody's child. Nobody starts it again but `dev up`.
  private Wanted etcd(DevPlane plane) {
    var client = "https://127.0.0.1:" + plane.ports().etcd();
    var peers = peers(plane);
    var tls = layout.tls(ETCD);
    var all =
        layout.planes().stream()
            .map(other -> other.etcd() + "=" + peers(other))
            .collect(Collectors.joining(","));
    return new Wanted(
        plane.etcd(),
        null,
        List.of(
            "etcd",
            "--name=" + plane.etcd(),
            "--data-dir=" + layout.state(plane.etcd()),
            "--listen-client-urls=" + client,
            "--advertise-client-urls=" + client,
            "--listen-peer-urls=" + peers,
            "--initial-advertise-peer-urls=" + peers,
            "--initial-cluster=" + all,
            "--initial-cluster-token=" + layout.options().name(),
            "--snapshot-count=1000",
            "--auto-compaction-retention=0",
            "--client-cert-auth",
            "--trusted-ca-file=" + tls.resolve("ca.pem"),
            "--cert-file=" + tls.resolve("cert.pem"),
            "--key-file=" + tls.resolve("key.pem"),
            "--peer-client-cert-auth",
            "--peer-trusted-ca-file=" + tls.resolve("ca.pem"),
            "--peer-cert-file=" + tls.resolve("cert.pem"),
            "--peer-key-file=" + tls.resolve("key.pem"),
            "--logger=zap",
            "--log-outputs=stderr"));
  }

  private static String peers(DevPlane plane) {
    return "https://127.0.0.1:" + plane.ports().peers();
  }

  private Wanted scheduler(DevPlane plane) {
    var options = layout.options();
    var port = plane.ports().ssntp();
    var argv = program("ciao-scheduler", plane.scheduler());
    ownFirst(layout.planes(), plane).forEach(other -> argv.addAll(apiserverAt("127.0.0.1", other)));
    argv.addAll(etcdOf(plane, "embedded:" + layout.state(APISERVER)));
    argv.addAll(List.of("--listen", "127.0.0.1:" + port));
    argv.addAll(List.of("--listen", layout.controlAddress() + ":" + port));
    argv.add("--outside-range");
    argv.add(
        options.address(DevLayout.FIRST_OUTSIDE_ADDRESS)
            + "-"
            + layout.onLink(options.address(DevLayout.LAST_OUTSIDE_ADDRESS)));
    argv.addAll(List.of("--outside-gateway", options.address(DevLayout.OUTSIDE_HOST)));
    return new Wanted(plane.scheduler(), null, argv);
  }

  /// A web server beyond the network outside, which logs who asks: what egress is tried with.
  private Wanted outside() {
    return new Wanted(
        OUTSIDE,
        layout.outsideNamespace(),
        List.of(
            "busybox",
            "httpd",
            "-f",
            "-vv",
            "-p",
            DevLayout.OUTSIDE_SERVER + ":80",
            "-h",
            layout.state(OUTSIDE).toString()));
  }

  private Wanted agent(DevNode node) {
    var argv = program("ciao-launcher-agent", node.name());
    argv.addAll(List.of("--node", node.name()));
    argv.addAll(apiservers(control()));
    argv.addAll(schedulers(control()));
    argv.addAll(List.of("--address", node.address()));
    argv.addAll(List.of("--listen", node.address() + ":" + DevLayout.AGENT_PORT));
    argv.addAll(List.of("--cluster", layout.options().name()));
    argv.addAll(List.of("--netns-prefix", node.namespace()));
    if (node.computes()) {
      argv.addAll(share(layout.options().computing()));
      argv.addAll(List.of("--drivers", "qemu,docker"));
      layout.options().images().forEach(d -> argv.addAll(List.of("--images", d)));
      var docker = layout.options().dockerHost();
      if (docker != null) {
        argv.addAll(List.of("--docker-host", docker));
      }
    }
    return new Wanted(node.name(), node.namespace(), argv);
  }

  /// A node's share of the machine, so that the nodes together offer no more than there is.
  private List<String> share(int nodes) {
    var memory = (long) (host.memoryTotalBytes() * MEMORY_SHARE_FOR_INSTANCES) / nodes / MIB;
    var disk = (long) (diskFreeBytes * DISK_SHARE_FOR_INSTANCES) / nodes / MIB;
    var vcpus = Math.max(1, host.cpus() / nodes);
    return List.of(
        "--vcpus", Integer.toString(vcpus), "--memory", memory + "Mi", "--disk", disk + "Mi");
  }

  private Wanted concentrators(DevNode node) {
    var name = node.name() + "-cnci";
    var argv = program("ciao-cnci-agent", name);
    argv.addAll(List.of("--node", node.name()));
    argv.addAll(apiservers(control()));
    argv.addAll(schedulers(control()));
    argv.addAll(List.of("--address", node.address(), "--uplink-bridge", DevFabric.UPLINK_BRIDGE));
    argv.addAll(List.of("--netns-prefix", node.namespace()));
    argv.addAll(List.of("--management", layout.underlay()));
    argv.addAll(List.of("--management", layout.machinesOutside()));
    return new Wanted(name, node.namespace(), argv);
  }

  private Wanted simulated() {
    var argv = new ArrayList<String>();
    argv.add(layout.program("ciao-launcher-agent").toString());
    argv.addAll(List.of("--dir", layout.state(SIMULATED).toString()));
    argv.addAll(apiservers("127.0.0.1"));
    argv.addAll(schedulers("127.0.0.1"));
    argv.addAll(List.of("--address", layout.controlAddress()));
    argv.addAll(List.of("--cluster", layout.options().name()));
    argv.addAll(List.of("--simulate", Integer.toString(layout.options().simulated())));
    argv.addAll(List.of("--simulate-tls", layout.tls(SIMULATED).toString()));
    return new Wanted(SIMULATED, null, argv);
  }

  private List<String> apiservers(String host) {
    return layout.planes().stream().flatMap(plane -> apiserverAt(host, plane).stream()).toList();
  }

  private static List<String> apiserverAt(String host, DevPlane plane) {
    return List.of("--apiserver", DevLayout.apiUrl(host, plane.ports().api()));
  }

  private List<String> schedulers(String host) {
    return layout.planes().stream()
        .flatMap(plane -> Stream.of("--scheduler", host + ":" + plane.ports().ssntp()))
        .toList();
  }

  private String control() {
    return layout.controlAddress();
  }

  private List<String> program(String program, String name) {
    return new ArrayList<>(
        List.of(
            layout.program(program).toString(),
            "--dir",
            layout.state(name).toString(),
            "--tls",
            layout.tls(name).toString()));
  }
}
