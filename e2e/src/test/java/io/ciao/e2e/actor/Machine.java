package io.ciao.e2e.actor;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.codec.Json;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.Ran;
import io.ciao.e2e.env.Shell;
import io.ciao.ssntp.cert.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A machine that `ciaoctl dev` knows nothing of: a network namespace on the cluster's underlay,
/// without a link outside, where somebody does what docs/certificates.md says. `dev down` takes it
/// down with the cluster, by its names.
///
/// Confined to one thread.
public final class Machine {
  private static final Duration END_LIMIT = Duration.ofSeconds(20);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final String BRIDGE = "br-ul";
  private static final int CONTROL = 1;

  private final Cluster cluster;
  private final String name;
  private final String address;
  private final Map<String, Process> running = new HashMap<>();

  private Machine(Cluster cluster, String name, String address) {
    this.cluster = cluster;
    this.name = name;
    this.address = address;
  }

  /// One with a cable to the others.
  ///
  /// @param host last number of its address
  /// @param bridged whether the cable is a port of a bridge, as a network node needs it
  public static Machine plugged(Cluster cluster, String name, int host, boolean bridged)
      throws InterruptedException {
    var machine = new Machine(cluster, name, cluster.address(host));
    var own = cluster.namespace(name);
    var fabric = cluster.namespace("fab");
    var port = "p-" + name;
    ip("netns add " + own);
    ip("link add eth0 netns " + own + " type veth peer name " + port + " netns " + fabric);
    ip("-n " + fabric + " link set " + port + " master ul up");
    ip("-n " + own + " link set lo up");
    ip("-n " + own + " link set eth0 up");
    machine.sysctls(bridged);
    if (bridged) {
      ip("-n " + own + " link add " + BRIDGE + " type bridge forward_delay 0 mcast_snooping 0");
      ip("-n " + own + " link set eth0 master " + BRIDGE);
      ip("-n " + own + " link set " + BRIDGE + " up");
    }
    ip("-n " + own + " addr add " + machine.address + "/25 dev " + (bridged ? BRIDGE : "eth0"));
    return machine;
  }

  /// Docker may have set others for the host, and a new namespace inherits them.
  private void sysctls(boolean bridged) throws InterruptedException {
    var settings =
        new ArrayList<>(
            List.of("net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0"));
    if (bridged) {
      settings.add("net.bridge.bridge-nf-call-iptables=0");
      settings.add("net.bridge.bridge-nf-call-arptables=0");
    }
    var argv = new ArrayList<>(List.of("sysctl", "-q", "-w"));
    argv.addAll(settings);
    in(argv).succeeded();
  }

  private static void ip(String words) throws InterruptedException {
    var argv = new ArrayList<>(List.of("ip"));
    argv.addAll(List.of(words.split(" ")));
    Shell.PLAIN.run(argv).succeeded();
  }

  /// To its end, with the links of this machine in /sys.
  private Ran in(List<String> argv) throws InterruptedException {
    var words = new ArrayList<>(List.of("ip", "netns", "exec", cluster.namespace(name)));
    words.addAll(argv);
    return cluster.shell().run(words);
  }

  public String name() {
    return name;
  }

  /// Where `ciaoctl node join` puts configuration and certificates.
  public Path directory() {
    return cluster.directory().resolve("machines").resolve(name).resolve("etc");
  }

  public TlsFiles tls() {
    return TlsFiles.in(directory().resolve("tls"));
  }

  /// The log of one of its programs.
  public Path log(String program) {
    return cluster.log(name + "-" + program);
  }

  /// Gets a token as an administrator does.
  ///
  /// @return the line that `ciaoctl node token` prints for this machine
  public String token(String roles) throws InterruptedException {
    return cluster.ctl("node", "token", "--name", name, "--roles", roles).succeeded().out().strip();
  }

  /// Types the line in on this machine, with the address of the apiserver from here, and where
  /// things are that are not where they usually are.
  public Ran join(String line) throws IOException, InterruptedException {
    return joinInto(directory(), line);
  }

  /// The same for configuration and certificates in another place.
  public Ran joinInto(Path place, String line) throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of(line.split(" ")));
    words.set(0, Cluster.ciaoctl());
    words.replaceAll(word -> word.replace("//127.0.0.1:", "//" + cluster.address(CONTROL) + ":"));
    words.addAll(
        List.of(
            "--directory=" + place,
            "--state=" + place.resolveSibling("state"),
            "--scheduler=" + cluster.address(CONTROL) + ":" + schedulerPort()));
    return in(words);
  }

  private int schedulerPort() throws IOException {
    return Json.parse(Files.readAllBytes(cluster.directory().resolve("dev.json")))
        .path("ssntpPort")
        .asInt();
  }

  /// Starts an agent as `ciaoctl node join` says, beside the machine's other ones that share its
  /// kernel.
  public void start(String program, String... more) throws IOException {
    // Not by `ip netns exec`, beyond which the namespaces that it makes would be seen by nobody.
    var argv = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + cluster.namespace(name)));
    argv.add(Shell.DIST.resolve("bin/ciao-" + program).toString());
    argv.addAll(List.of("--config", directory().resolve(program + ".yaml").toString()));
    argv.addAll(List.of("--netns-prefix", cluster.namespace(name)));
    argv.addAll(Arrays.asList(more));
    Files.createDirectories(log(program).getParent());
    running.put(program, cluster.shell().background(log(program), argv));
  }

  /// Ends an agent and waits for its end.
  public void stop(String program) throws InterruptedException {
    var process = running.remove(program);
    if (process != null) {
      process.destroy();
      if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  /// The API for who has this machine's certificate of now. The caller closes it.
  public ApiClient api() {
    return new ApiClient(
        new HttpCalls(
            List.of(cluster.server()), tls().read().sslContext(), REQUEST_TIMEOUT, _ -> {}));
  }
}
