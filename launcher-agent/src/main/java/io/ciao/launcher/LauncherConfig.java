package io.ciao.launcher;

import io.ciao.api.unit.Quantity;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.program.Flag;
import io.ciao.program.Flags;
import io.ciao.program.Given;
import io.ciao.ssntp.session.Compatibility;
import io.ciao.ssntp.transport.HostPort;
import java.net.URI;
import java.nio.file.Path;
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
  private static final String OF_THE_MACHINE =
      "what instances may use (default what the machine has)";

  private static final Flag<Path> DIR =
      Flag.path("dir", "DIR", "state: ledger, disks, sockets").asNeeded();
  private static final Flag<Path> TLS =
      Flag.path("tls", "DIR", "ca.pem, cert.pem, key.pem of this node; needed but for --simulate");
  private static final Flag<String> NODE =
      Flag.text(
          "node", "NAME", "the Node's name, as in the certificate; needed but for --simulate");
  private static final Flag<URI> APISERVER =
      Flag.https(
              "apiserver", "URL", "https://HOST:PORT of an apiserver; needed but for --stand-alone")
          .asRepeated();
  private static final Flag<Boolean> STAND_ALONE =
      Flag.onOff(
          "stand-alone",
          "belong to no cluster, ask no apiserver, do what the one scheduler says: for ciaoctl"
              + " launcher-kit");
  private static final Flag<HostPort> SCHEDULER =
      Flag.of("scheduler", "HOST:PORT", "a scheduler; without a port it is 8888", HostPort::parse)
          .asRepeated();
  private static final Flag<Ipv4Address> ADDRESS =
      Flag.of("address", "IP", "underlay address, also the tunnel address", Ipv4Address::parse)
          .asNeeded();
  private static final Flag<HostPort> LISTEN =
      Flag.of(
          "listen",
          "IP:PORT",
          "where logs are served to apiservers (default --address and " + AGENT_PORT + ")",
          text -> HostPort.parse(text, AGENT_PORT));
  private static final Flag<Path> IMAGES =
      Flag.path("images", "DIR", "images may lie below it").asRepeated();
  private static final Flag<List<String>> DRIVERS =
      Flag.of("drivers", "LIST", "of qemu, docker", LauncherConfig::drivers).or("qemu,docker");
  private static final Flag<String> ACCELERATOR =
      Flag.choice(
              "accelerator",
              "WORD",
              "auto, kvm or tcg; auto tries KVM",
              List.of("auto", "kvm", "tcg"))
          .or("auto");
  private static final Flag<String> QEMU_USER =
      Flag.text("qemu-user", "NAME", "whom QEMU becomes; none: stay who started it").or("nobody");
  private static final Flag<String> DOCKER_HOST =
      Flag.text("docker-host", "URL", "Docker engine").or("unix:///var/run/docker.sock");
  private static final Flag<String> CLUSTER =
      Flag.text("cluster", "NAME", "cluster name in container labels").or("ciao");
  private static final Flag<String> NETNS_PREFIX =
      Flag.text("netns-prefix", "PREFIX", "names of subnet namespaces start with it").or("ciao");
  private static final Flag<Integer> VCPUS =
      Flag.number("vcpus", "N", OF_THE_MACHINE, 1, Integer.MAX_VALUE);
  private static final Flag<Long> MEMORY =
      Flag.of("memory", "BYTES", OF_THE_MACHINE, LauncherConfig::bytes);
  private static final Flag<Long> DISK =
      Flag.of("disk", "BYTES", OF_THE_MACHINE, LauncherConfig::bytes);
  private static final Flag<Integer> MAX_INSTANCES =
      Flag.number("max-instances", "N", OF_THE_MACHINE, 1, Integer.MAX_VALUE);
  private static final Flag<Integer> SIMULATE =
      Flag.number("simulate", "COUNT", "run so many simulated nodes instead", 1, Integer.MAX_VALUE);
  private static final Flag<Path> SIMULATE_TLS =
      Flag.path("simulate-tls", "DIR", "a directory NODE with the certificates of each of them");

  private static final Flag<Compatibility> SSNTP_COMPATIBILITY =
      Flag.of(
              "ssntp-compatibility",
              "WORD",
              "strict, or original: TLS 1.2 and a scheduler's certificate without a UUID will do"
                  + " too",
              Compatibility::parse)
          .or("strict");

  static final Flags FLAGS =
      Flags.of(
              "ciao-launcher-agent",
              "Runs instances on this machine.",
              List.of(
                  DIR,
                  TLS,
                  NODE,
                  APISERVER,
                  SCHEDULER,
                  STAND_ALONE,
                  ADDRESS,
                  LISTEN,
                  IMAGES,
                  DRIVERS,
                  ACCELERATOR,
                  QEMU_USER,
                  DOCKER_HOST,
                  CLUSTER,
                  NETNS_PREFIX,
                  VCPUS,
                  MEMORY,
                  DISK,
                  MAX_INSTANCES,
                  SSNTP_COMPATIBILITY,
                  SIMULATE,
                  SIMULATE_TLS))
          .rule(List.of(SIMULATE, TLS), given -> needed(given, TLS, !given.has(SIMULATE)))
          .rule(List.of(SIMULATE, NODE), given -> needed(given, NODE, !given.has(SIMULATE)))
          .rule(List.of(APISERVER, SCHEDULER, STAND_ALONE), LauncherConfig::company)
          .rule(
              List.of(SIMULATE, SIMULATE_TLS),
              given -> needed(given, SIMULATE_TLS, given.has(SIMULATE)));

  /// Who is spoken to.
  ///
  /// @param compatibility whether schedulers may be originals
  /// @param apiservers none: the node stands alone
  record Servers(List<URI> apiservers, List<HostPort> schedulers, Compatibility compatibility) {
    /// Port 1 of this machine, where nobody answers: to a node without an apiserver all that is
    /// asked of one is as in an outage.
    private static final URI NOBODY = URI.create("https://127.0.0.1:1");

    boolean standAlone() {
      return apiservers.isEmpty();
    }

    /// Never empty.
    List<URI> asked() {
      return standAlone() ? List.of(NOBODY) : apiservers;
    }
  }

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

  static LauncherConfig of(Given given) {
    return new LauncherConfig(
        given.get(DIR).toAbsolutePath().normalize(),
        given.find(TLS).orElse(Path.of("")),
        given.find(NODE).orElse(""),
        new Servers(
            given.get(STAND_ALONE) ? List.of() : given.all(APISERVER),
            given.all(SCHEDULER),
            given.get(SSNTP_COMPATIBILITY)),
        underlay(given),
        machine(given),
        given.find(SIMULATE).map(count -> new Fleet(count, given.get(SIMULATE_TLS))));
  }

  private static void company(Given given) {
    if (!given.get(STAND_ALONE)) {
      needed(given, APISERVER, true);
    } else if (given.all(SCHEDULER).size() != 1) {
      throw new IllegalArgumentException(
          "--stand-alone needs one --scheduler, found %d: the node does what that one says"
              .formatted(given.all(SCHEDULER).size()));
    }
  }

  private static Underlay underlay(Given given) {
    var address = given.get(ADDRESS).toString();
    return new Underlay(
        address,
        given.find(LISTEN).orElse(new HostPort(address, AGENT_PORT)),
        given.get(NETNS_PREFIX));
  }

  private static Machine machine(Given given) {
    return new Machine(
        given.all(IMAGES).stream().map(Path::toAbsolutePath).toList(),
        given.get(DRIVERS),
        given.get(ACCELERATOR),
        Optional.of(given.get(QEMU_USER)).filter(user -> !user.equals("none")),
        new Docker(given.get(DOCKER_HOST), given.get(CLUSTER)),
        new Limits(
            given.find(VCPUS).orElse(0),
            given.find(MEMORY).orElse(0L),
            given.find(DISK).orElse(0L),
            given.find(MAX_INSTANCES).orElse(0)));
  }

  private static void needed(Given given, Flag<?> flag, boolean needed) {
    if (needed && !given.has(flag)) {
      throw new IllegalArgumentException(
          "%s %s is needed: %s".formatted(flag, flag.value(), flag.says()));
    }
  }

  private static List<String> drivers(String text) {
    var drivers = List.of(text.split(",", -1));
    for (var driver : drivers) {
      if (!Set.of("qemu", "docker").contains(driver)) {
        throw new IllegalArgumentException(
            "\"%s\" is found; some of qemu, docker are needed".formatted(driver));
      }
    }
    return drivers;
  }

  private static long bytes(String text) {
    var bytes = Quantity.parse(text).bytes();
    if (bytes <= 0) {
      throw new IllegalArgumentException(
          "\"%s\" is found; an amount above 0, such as 4Gi, is needed".formatted(text));
    }
    return bytes;
  }
}
