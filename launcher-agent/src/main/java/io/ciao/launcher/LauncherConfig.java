package io.ciao.launcher;

import io.ciao.api.unit.Quantity;
import io.ciao.api.unit.UnitFormatException;
import io.ciao.basis.address.AddressFormatException;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.launcher.LauncherFlags.UsageException;
import io.ciao.ssntp.transport.HostPort;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Everything that the agent is told.
///
/// @param state directory for ledger, disks and sockets
/// @param tls directory with `ca.pem`, `cert.pem`, `key.pem`
/// @param fleet set if simulated nodes run in place of this machine
record LauncherConfig(
    Path state,
    Path tls,
    String node,
    Servers servers,
    Underlay underlay,
    Machine machine,
    Optional<Fleet> fleet) {

  static final int AGENT_PORT = 10250;

  static final Set<String> FLAGS =
      Set.of(
          "accelerator",
          "address",
          "apiserver",
          "cluster",
          "config",
          "dir",
          "disk",
          "docker-host",
          "drivers",
          "images",
          "listen",
          "max-instances",
          "memory",
          "netns-prefix",
          "node",
          "qemu-user",
          "scheduler",
          "simulate",
          "simulate-tls",
          "tls",
          "vcpus");

  static final String USAGE =
      """
      ciao-launcher-agent: runs instances on this machine.

        --dir DIR              state: ledger, disks, sockets (required)
        --tls DIR              ca.pem, cert.pem, key.pem of this node (required)
        --node NAME            the Node's name, as in the certificate (required)
        --apiserver URL        an apiserver; may be given several times (required)
        --scheduler HOST:PORT  a scheduler; may be given several times
        --address IP           underlay address, also the tunnel address (required)
        --listen IP:PORT       where logs are served to apiservers (default: the address, 10250)
        --images DIR           images may lie below it; may be given several times
        --drivers LIST         of qemu, docker (default: qemu,docker)
        --accelerator WORD     auto, kvm or tcg (default: auto, which tries KVM)
        --qemu-user NAME       whom QEMU becomes (default: nobody; none: stay who started it)
        --docker-host URL      Docker engine (default: unix:///var/run/docker.sock)
        --cluster NAME         cluster name in container labels (default: ciao)
        --netns-prefix P       names of subnet namespaces start with it (default: ciao)
        --vcpus N --memory Q --disk Q --max-instances N
                               what instances may use (default: what the machine has)
        --config FILE          the same names as YAML keys
        --simulate COUNT --simulate-tls DIR
                               runs COUNT simulated nodes, each with its own DIR/NODE/ certificates;
                               --tls, --node and --listen are not needed then

      Example:
        ciao-launcher-agent --dir /var/lib/ciao/agent --tls /etc/ciao/node --node n1 \\
          --apiserver https://198.18.0.1:6443 --scheduler 198.18.0.1:8888 --address 198.18.0.31
      """;

  /// Who is spoken to.
  record Servers(List<URI> apiservers, List<HostPort> schedulers) {}

  /// Where the node is, and what of its address space tenants must not reach.
  ///
  /// @param listen for logs; port 0 takes a free one
  record Underlay(String address, HostPort listen, String namespacePrefix) {}

  /// What the machine runs instances with. Zero means: what the machine has.
  record Machine(
      List<Path> images,
      List<String> drivers,
      String accelerator,
      Optional<String> qemuUser,
      Docker docker,
      Limits limits) {}

  record Docker(String engine, String cluster) {}

  record Limits(long vcpus, long memoryBytes, long diskBytes, long instances) {}

  /// Simulated nodes in place of this machine.
  record Fleet(int count, Path tls) {}

  static LauncherConfig of(List<String> arguments) throws UsageException {
    var flags = LauncherFlags.parse(arguments, FLAGS);
    var fleet = fleet(flags);
    return new LauncherConfig(
        Path.of(flags.require("dir")).toAbsolutePath().normalize(),
        Path.of(fleet.isPresent() ? flags.last("tls").orElse("") : flags.require("tls")),
        fleet.isPresent() ? flags.last("node").orElse("") : flags.require("node"),
        servers(flags),
        underlay(flags),
        machine(flags),
        fleet);
  }

  private static Optional<Fleet> fleet(LauncherFlags flags) throws UsageException {
    if (flags.last("simulate").isEmpty()) {
      return Optional.empty();
    }
    var count = (int) flags.number("simulate", 1);
    return Optional.of(new Fleet(count, Path.of(flags.require("simulate-tls"))));
  }

  private static Servers servers(LauncherFlags flags) throws UsageException {
    flags.require("apiserver");
    var apiservers = new ArrayList<URI>();
    for (var text : flags.all("apiserver")) {
      if (!text.matches("https://[^/]+/?")) {
        throw new UsageException("--apiserver is '" + text + "'; https://HOST:PORT is needed");
      }
      apiservers.add(URI.create(text));
    }
    var schedulers = new ArrayList<HostPort>();
    for (var text : flags.all("scheduler")) {
      schedulers.add(hostPort("scheduler", text));
    }
    return new Servers(apiservers, schedulers);
  }

  private static HostPort hostPort(String flag, String text) throws UsageException {
    try {
      return HostPort.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + flag + ": " + e.getMessage());
    }
  }

  private static Underlay underlay(LauncherFlags flags) throws UsageException {
    var address = flags.require("address");
    try {
      Ipv4Address.parse(address);
    } catch (AddressFormatException e) {
      throw new UsageException("--address: " + e.getMessage());
    }
    var listen = flags.last("listen").orElse(address + ":" + AGENT_PORT);
    return new Underlay(
        address, hostPort("listen", listen), flags.last("netns-prefix").orElse("ciao"));
  }

  private static Machine machine(LauncherFlags flags) throws UsageException {
    var drivers = List.of(flags.last("drivers").orElse("qemu,docker").split(",", -1));
    for (var driver : drivers) {
      if (!Set.of("qemu", "docker").contains(driver)) {
        throw new UsageException("--drivers names '" + driver + "'; there are qemu and docker");
      }
    }
    var accelerator = flags.last("accelerator").orElse("auto");
    if (!Set.of("auto", "kvm", "tcg").contains(accelerator)) {
      throw new UsageException(
          "--accelerator is '" + accelerator + "'; auto, kvm or tcg is needed");
    }
    return new Machine(
        flags.all("images").stream().map(Path::of).map(Path::toAbsolutePath).toList(),
        drivers,
        accelerator,
        Optional.of(flags.last("qemu-user").orElse("nobody")).filter(u -> !u.equals("none")),
        new Docker(
            flags.last("docker-host").orElse("unix:///var/run/docker.sock"),
            flags.last("cluster").orElse("ciao")),
        new Limits(
            flags.number("vcpus", 0),
            bytes(flags, "memory"),
            bytes(flags, "disk"),
            flags.number("max-instances", 0)));
  }

  private static long bytes(LauncherFlags flags, String name) throws UsageException {
    var given = flags.last(name);
    if (given.isEmpty()) {
      return 0;
    }
    try {
      return Quantity.parse(given.get()).bytes();
    } catch (UnitFormatException e) {
      throw new UsageException("--" + name + ": " + e.getMessage());
    }
  }
}
