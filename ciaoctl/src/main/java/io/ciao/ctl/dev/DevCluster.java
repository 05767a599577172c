package io.ciao.ctl.dev;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.basis.file.Durability;
import io.ciao.basis.file.Readers;
import io.ciao.basis.file.Trees;
import io.ciao.basis.file.WholeFile;
import io.ciao.ctl.dev.DevProcesses.Wanted;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.process.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Brings a cluster up, takes it down, and says what runs of it.
public final class DevCluster {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final String OPTIONS_FILE = "dev.json";

  /// An option of clusters whose underlay was the outside, too.
  private static final String EARLIER = "networkNode";

  private final DevLayout layout;
  private final Consumer<String> say;
  private final CommandRunner commands = new CommandRunner();
  private final ProcessTable table = new ProcessTable(commands);
  private final DevProcesses processes;
  private final DevFabric fabric;

  private DevCluster(DevLayout layout, Consumer<String> say) {
    this.layout = layout;
    this.say = say;
    this.processes = new DevProcesses(layout, table);
    this.fabric = new DevFabric(layout, table);
  }

  /// The options that the cluster in that directory was started with; empty if there is none.
  public static Optional<DevOptions> kept(Path directory) {
    return written(directory)
        .map(
            tree -> {
              if (tree.has(EARLIER)) {
                tree.put("networkNodes", tree.path(EARLIER).asBoolean() ? 1 : 0);
              }
              return Json.toRecord(tree, DevOptions.class);
            });
  }

  private static Optional<ObjectNode> written(Path directory) {
    var file = directory.resolve(OPTIONS_FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.parse(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new DevException("read " + file + ": " + e.getMessage(), e);
    }
  }

  /// The link over which this machine reaches concentrators of the cluster in that directory; empty
  /// if there is none.
  public static Optional<String> outsideLink(Path directory) {
    return kept(directory).map(o -> new DevLayout(directory, directory, o).outsideLink());
  }

  /// The directory of the cluster of this machine whose kubeconfig that is, or is a link to; empty:
  /// it is none's.
  public static Optional<Path> around(Path kubeconfig) {
    return Optional.ofNullable(real(kubeconfig).toAbsolutePath().getParent())
        .filter(directory -> kept(directory).isPresent());
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file;
    }
  }

  /// Where the certificates of the cluster in that directory lie.
  public static Path tls(Path directory) {
    return directory.resolve("tls");
  }

  /// Where the certificate with role Controller of the cluster in that directory lies.
  public static Path controllerTls(Path directory) {
    return tls(directory).resolve(DevCertificates.CONTROLLER);
  }

  /// Starts what is missing of a cluster.
  ///
  /// @param programs the directory with the programs
  /// @param planes how many control planes; what is begun keeps its own
  /// @param only the processes to start; empty: all
  /// @param say gets a line for everything that is done
  public static DevLayout up(
      Path directory,
      Path programs,
      DevOptions options,
      int planes,
      List<String> only,
      Consumer<String> say) {
    requireRoot();
    var begun = kept(directory).isPresent();
    if (written(directory).map(tree -> tree.has(EARLIER)).orElse(false)) {
      throw new DevException(
          "cluster %s in %s was made by an earlier version, whose links were others; run dev down first"
              .formatted(options.name(), directory));
    }
    var settled = begun ? options : withFreePorts(options, planes);
    var cluster = new DevCluster(new DevLayout(directory, programs, settled), say);
    if (!begun) {
      cluster.refuseWhatIsTaken();
    }
    try {
      cluster.start(only);
    } catch (IOException e) {
      throw new DevException("bring up cluster " + options.name() + ": " + e.getMessage(), e);
    }
    return cluster.layout;
  }

  /// Ends the cluster and removes everything that it made, its directory included.
  ///
  /// Where the directory is gone already, what is left under that name is removed, unless something
  /// still lives in it.
  public static void down(String name, Path directory, Path programs, Consumer<String> say) {
    var options = kept(directory);
    if (options.isPresent()) {
      requireRoot();
      new DevCluster(new DevLayout(directory, programs, options.get()), say).stop();
      return;
    }
    var lost = new DevCluster(new DevLayout(directory, programs, DevOptions.named(name)), say);
    if (lost.fabric.present().isEmpty()) {
      say.accept("no cluster in " + directory);
      return;
    }
    requireRoot();
    lost.stopWithoutDirectory();
  }

  private void stopWithoutDirectory() {
    var inhabitants = fabric.inhabitants();
    if (!inhabitants.isEmpty()) {
      throw new DevException(
          "no cluster in %s, but process %s lives in a namespace of one named %s; name its directory with --dir"
              .formatted(layout.directory(), inhabitants.getFirst(), layout.options().name()));
    }
    say.accept("no cluster in " + layout.directory() + "; removing what is left of one named so");
    new DevContainers(layout.options(), commands).removeAll();
    fabric.remove();
  }

  /// One process of the cluster; `pid` is 0 where it does not run.
  public record ProcessStatus(String name, long pid, Path log) {}

  /// What runs of the cluster.
  public static List<ProcessStatus> status(Path directory, Path programs) {
    var options = kept(directory);
    if (options.isEmpty()) {
      return List.of();
    }
    var cluster = new DevCluster(new DevLayout(directory, programs, options.get()), _ -> {});
    return cluster.wanted().stream()
        .map(
            wanted ->
                new ProcessStatus(
                    wanted.name(),
                    cluster.processes.find(wanted.name()).map(p -> p.pid()).orElse(0L),
                    cluster.layout.log(wanted.name())))
        .toList();
  }

  /// @param planes how many control planes
  private static DevOptions withFreePorts(DevOptions options, int planes) {
    var free = DevPorts.free(2 + 4 * planes).iterator();
    var api = options.apiPort() == 0 ? free.next() : options.apiPort();
    var ssntp = options.ssntpPort() == 0 ? free.next() : options.ssntpPort();
    var all = new ArrayList<DevOptions.Plane>();
    for (int i = 0; i < planes && planes > 1; i++) {
      all.add(
          new DevOptions.Plane(
              i == 0 ? api : free.next(), i == 0 ? ssntp : free.next(), free.next(), free.next()));
    }
    return options.withPorts(api, ssntp, all);
  }

  static void requireRoot() {
    if (!"root".equals(System.getProperty("user.name"))) {
      throw new DevException(
          "the single-machine cluster makes network namespaces and needs root; run it with sudo");
    }
  }

  private void refuseWhatIsTaken() {
    var present = fabric.present();
    if (!present.isEmpty()) {
      throw new DevException(
          "the name %s is taken: %s is there, of a cluster that is not in %s; choose another --name, or remove that one with \"ciaoctl dev down --name %s\""
              .formatted(
                  layout.options().name(),
                  present.getFirst(),
                  layout.directory(),
                  layout.options().name()));
    }
    var ports = new DevPorts(commands);
    var taken =
        layout.planes().stream().flatMap(p -> Stream.of(p.ports().api(), p.ports().ssntp()));
    for (var port : taken.toList()) {
      ports
          .holder(port)
          .ifPresent(
              holder -> {
                throw new DevException(
                    "port %d is taken by %s; end it, or choose another with --api-port and --ssntp-port"
                        .formatted(port, holder));
              });
    }
    var routes = fabric.overlappingRoutes();
    if (!routes.isEmpty()) {
      throw new DevException(
          "the underlay %s overlaps a route of this machine: %s; choose another with --underlay"
              .formatted(layout.options().underlay(), routes.getFirst()));
    }
  }

  private void start(List<String> only) throws IOException {
    var wanted = chosen(only);
    Files.createDirectories(layout.directory());
    WholeFile.replace(
        layout.directory().resolve(OPTIONS_FILE),
        Json.write(Json.toTree(layout.options())),
        Durability.FORCED,
        Readers.EVERYBODY);
    DevCertificates.ensure(layout, Instant.now());
    fabric.ensure();
    say.accept("underlay " + layout.options().underlay() + " with its namespaces is there");
    writeOutsidePage();
    connect(wanted);
    for (var process : wanted) {
      if (processes.ensure(process)) {
        say.accept("started " + process.name());
      }
    }
  }

  /// Links of nodes that were halted or cut off.
  private void connect(List<Wanted> wanted) {
    for (var node : layout.nodes()) {
      if (wanted.stream().anyMatch(process -> node.namespace().equals(process.namespace()))
          && fabric.connect(node)) {
        say.accept("connected " + node.name());
      }
    }
  }

  private List<Wanted> chosen(List<String> only) {
    var all = wanted();
    var names = all.stream().map(Wanted::name).toList();
    for (var name : only) {
      if (!names.contains(name)) {
        throw new DevException(
            "there is no process %s in this cluster; it has %s"
                .formatted(name, String.join(", ", names)));
      }
    }
    return all.stream().filter(w -> only.isEmpty() || only.contains(w.name())).toList();
  }

  private void writeOutsidePage() throws IOException {
    var directory = layout.state(DevPrograms.OUTSIDE);
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("index.html"), "hello from outside\n");
  }

  private List<Wanted> wanted() {
    try {
      Files.createDirectories(layout.directory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return DevPrograms.ofThisMachine(layout).all();
  }

  private void stop() {
    var names = new ArrayList<>(processes.names());
    // Agents first, so that nobody starts again what is being removed; apiservers, which may end
    // their etcd, and etcd's members last.
    names.sort(Comparator.comparingInt(DevCluster::turn));
    for (var name : names) {
      say.accept("stopping " + name);
      processes.stop(name, STOP_LIMIT);
    }
    var own = new DevInhabitants(layout.directory());
    // Those that a cut short up started and did not record; before the guests, which they look
    // after.
    processes.killAll(own::isProgram, STOP_LIMIT);
    say.accept("removing instances, namespaces and " + layout.directory());
    new DevContainers(layout.options(), commands).removeAll();
    processes.killAll(own::isOutliving, STOP_LIMIT);
    fabric.remove();
    delete(layout.directory());
  }

  private static int turn(String process) {
    return switch (process.replaceAll("\\d$", "")) {
      case DevPrograms.ETCD -> 3;
      case DevPrograms.APISERVER -> 2;
      case DevPrograms.SCHEDULER -> 1;
      default -> 0;
    };
  }

  private static void delete(Path directory) {
    try {
      Trees.remove(directory);
    } catch (IOException e) {
      throw new DevException("remove " + directory + ": " + e.getMessage(), e);
    }
  }
}
