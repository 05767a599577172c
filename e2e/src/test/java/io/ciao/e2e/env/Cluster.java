package io.ciao.e2e.env;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.api.codec.Json;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// A cluster of our own: own name, underlay, ports and directory, so that tests run beside one that
/// is in use. Started and ended by `ciaoctl dev` alone.
///
/// Confined to one thread, but for what a test itself runs beside.
public final class Cluster {
  private static final Duration UP_LIMIT = Duration.ofSeconds(150);
  private static final Duration DOWN_LIMIT = Duration.ofSeconds(90);
  private static final Duration IMAGES_LIMIT = Duration.ofMinutes(5);
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(30);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /// None lives long enough to get back what the second compiler costs it: a third of the processor
  /// time of a start.
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

  /// Each process of tests chooses among octets of its own: the route that shows that one is taken
  /// comes later than the choice.
  private static final int OCTETS = 90;

  private static final int FIRST_OCTET = 64 + Integer.getInteger("ciao.fork", 1) % 2 * OCTETS;

  private final String name;
  private final Path directory;
  private final String underlay;
  private final DockerEngine docker;
  private final Shell shell;
  private @Nullable ApiClient api;

  private Cluster(String name, Path directory, String underlay, DockerEngine docker, Shell shell) {
    this.name = name;
    this.directory = directory;
    this.underlay = underlay;
    this.docker = docker;
    this.shell = shell;
  }

  /// The same, whose processes have a variable in their environment; nothing of it runs yet.
  public Cluster with(String variable, String value) {
    return new Cluster(name, directory, underlay, docker, shell.with(variable, value));
  }

  /// A place for a cluster, and the images that it needs; nothing runs yet.
  ///
  /// @param kind up to four letters that say in `ip netns` whose it is
  public static Cluster prepare(String kind) throws InterruptedException, IOException {
    Needs.root();
    Needs.programs("docker", "qemu-system-x86_64", "etcd", "etcdctl", "tcpdump", "nft", "ssh");
    var name = kind + Integer.toString(1296 + ThreadLocalRandom.current().nextInt(45_000), 36);
    // Short, because sockets lie below it.
    var directory = Path.of("/tmp", "ciao-" + name);
    Files.createDirectories(directory);
    var docker = DockerEngine.start(Path.of("/tmp", "ciao-" + name + "-d"));
    var cluster =
        new Cluster(
            name,
            directory,
            freeUnderlay(),
            docker,
            docker
                .shell()
                .with("CIAOCONFIG", directory.resolve("kubeconfig").toString())
                .with("JAVA_OPTS", SHORT_LIVED));
    var images = Shell.ROOT.resolve("hack/images").toString();
    cluster.shell.run(IMAGES_LIMIT, List.of(images, "all")).succeeded();
    return cluster;
  }

  /// The same, up and ready.
  ///
  /// @param options further flags of `dev up`
  public static Cluster start(String kind, String... options)
      throws InterruptedException, IOException {
    var cluster = prepare(kind);
    try {
      cluster.up(options).succeeded();
      return cluster;
    } catch (AssertionError e) {
      cluster.printLogs();
      cluster.close();
      throw e;
    }
  }

  /// The same with so many compute nodes and network nodes.
  public static Cluster start(String kind, int nodes, int networkNodes, String... options)
      throws InterruptedException, IOException {
    var all = new ArrayList<>(List.of("--nodes", Integer.toString(nodes)));
    all.addAll(List.of("--network-nodes", Integer.toString(networkNodes)));
    all.addAll(Arrays.asList(options));
    return start(kind, all.toArray(String[]::new));
  }

  private static String freeUnderlay() throws InterruptedException {
    var routes = Shell.PLAIN.run("ip", "-4", "route").out();
    while (true) {
      var octet = FIRST_OCTET + ThreadLocalRandom.current().nextInt(OCTETS);
      if (!routes.contains("198.18." + octet + ".")) {
        return "198.18." + octet + ".0/24";
      }
    }
  }

  /// `ciaoctl dev up` for this cluster; may be repeated.
  public Ran up(String... options) throws InterruptedException {
    var argv = dev("up");
    if (!Files.exists(directory.resolve("dev.json"))) {
      argv.addAll(List.of("--underlay", underlay, "--api-port", "0", "--ssntp-port", "0"));
    }
    argv.addAll(Arrays.asList(options));
    return shell.run(UP_LIMIT, argv);
  }

  /// `ciaoctl dev down`.
  public Ran down() throws InterruptedException {
    if (api != null) {
      api.close();
      api = null;
    }
    return shell.run(DOWN_LIMIT, dev("down"));
  }

  /// `ciaoctl dev status`.
  public Ran status() throws InterruptedException {
    return shell.run(dev("status"));
  }

  private List<String> dev(String command) {
    var argv = new ArrayList<>(List.of(ciaoctl(), "dev", command));
    argv.addAll(List.of("--name", name, "--dir", directory.toString()));
    return argv;
  }

  /// Runs `ciaoctl` against it.
  public Ran ctl(String... arguments) throws InterruptedException {
    return ctl(new byte[0], arguments);
  }

  /// The same with standard input.
  public Ran ctl(byte[] input, String... arguments) throws InterruptedException {
    var argv = new ArrayList<>(List.of(ciaoctl()));
    argv.addAll(Arrays.asList(arguments));
    return shell.run(UP_LIMIT.plus(DOWN_LIMIT), input, argv);
  }

  public static String ciaoctl() {
    return Shell.DIST.resolve("bin/ciaoctl").toString();
  }

  /// The REST interface, as an admin.
  public ApiClient api() {
    var present = api;
    if (present == null) {
      present = api(servers());
      api = present;
    }
    return present;
  }

  /// The same by these apiservers alone; the caller closes it.
  public ApiClient api(List<URI> servers) {
    var tls = TlsFiles.in(directory.resolve("tls/admin")).read().sslContext();
    return new ApiClient(new HttpCalls(servers, tls, REQUEST_TIMEOUT, _ -> {}));
  }

  /// Where all its apiservers listen on loopback.
  public List<URI> servers() {
    var ports = ofPlanes("api");
    return ports.isEmpty()
        ? List.of(server())
        : ports.stream().map(port -> URI.create("https://127.0.0.1:" + port)).toList();
  }

  /// Where all its schedulers listen on loopback for agents.
  public List<Integer> ssntpPorts() {
    var ports = ofPlanes("ssntp");
    return ports.isEmpty() ? List.of(options().path("ssntpPort").asInt()) : ports;
  }

  /// A port of each control plane; none where `dev up` keeps a single one of a cluster.
  private List<Integer> ofPlanes(String port) {
    return StreamSupport.stream(options().path("planes").spliterator(), false)
        .map(plane -> plane.path(port).asInt())
        .toList();
  }

  private ObjectNode options() {
    try {
      return Json.parse(Files.readAllBytes(directory.resolve("dev.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where the first apiserver listens on loopback.
  public URI server() {
    try {
      return Files.readAllLines(kubeconfig()).stream()
          .map(String::strip)
          .filter(line -> line.startsWith("server:"))
          .map(line -> URI.create(line.substring("server:".length()).replace("\"", "").strip()))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs `docker` against the engine that its containers run in.
  public Ran docker(String... arguments) throws InterruptedException {
    return docker.run(List.of(arguments));
  }

  public String name() {
    return name;
  }

  public Path directory() {
    return directory;
  }

  public Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  public Path log(String process) {
    return directory.resolve("log").resolve(process + ".log");
  }

  public Shell shell() {
    return shell;
  }

  /// The network namespace of a node; also `fab` and `outside`.
  public String namespace(String node) {
    return "ciao-" + name + "-" + node;
  }

  /// All its network namespaces: nodes, subnets and concentrators on them, cables, the outside.
  public List<String> namespaces() throws InterruptedException {
    return shell.run("ip", "netns", "list").succeeded().lines().stream()
        .map(line -> line.split(" ")[0])
        .filter(name -> name.startsWith(namespace("")))
        .toList();
  }

  /// An address of the cluster's network by its last number: of the underlay below 128, above it
  /// outside.
  public String address(int host) {
    return underlay.substring(0, underlay.lastIndexOf('.') + 1) + host;
  }

  /// What is there of it on the machine: namespaces, links, processes, containers, files.
  public List<String> remains() throws InterruptedException, IOException {
    var found = new ArrayList<String>();
    MachineState.now().lines().stream()
        .filter(line -> line.contains("ciao-" + name))
        .forEach(found::add);
    found.addAll(MachineState.processes(line -> line.contains(directory + "/")));
    docker("ps", "-aq", "--filter", "label=io.ciao.cluster=" + name)
        .lines()
        .forEach(id -> found.add("container " + id));
    if (Files.exists(directory)) {
      found.add("directory " + directory);
    }
    return found;
  }

  /// Ends it, and fails if something is left. The logs are shown by whoever keeps the test's
  /// output.
  public void close() throws InterruptedException, IOException {
    try {
      var ended = down();
      System.out.println(ended);
      Eventually.within(SETTLE_LIMIT)
          .untilAsserted(() -> assertThat(remains()).as("left after dev down").isEmpty());
    } finally {
      docker.close();
      delete(directory);
    }
  }

  /// Prints the end of every log: called where a test failed.
  public void printLogs() throws IOException {
    var logs = directory.resolve("log");
    if (!Files.isDirectory(logs)) {
      return;
    }
    try (var files = Files.list(logs)) {
      for (var file : files.sorted().toList()) {
        var lines = Files.readAllLines(file);
        System.out.println("==> " + file);
        lines.subList(Math.max(0, lines.size() - 60), lines.size()).forEach(System.out::println);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
