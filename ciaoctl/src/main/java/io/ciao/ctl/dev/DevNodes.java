package io.ciao.ctl.dev;

import io.ciao.ctl.dev.DevLayout.DevNode;
import io.ciao.ctl.dev.DevProcesses.Wanted;
import io.ciao.linux.command.CommandRunner;
import io.ciao.linux.process.ProcessTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The cluster's nodes as if they were machines: halted, cut off, started again, entered.
///
/// Whether one is halted is not written down anywhere: its link and its processes tell.
final class DevNodes {
  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  /// An agent that is killed while it starts a guest leaves a process that is a guest only in the
  /// next look.
  private static final int LOOKS_MAX = 5;

  private final DevLayout layout;
  private final String flags;
  private final Consumer<String> say;
  private final CommandRunner commands = new CommandRunner();
  private final DevProcesses processes;
  private final DevFabric fabric;

  private DevNodes(DevLayout layout, String flags, Consumer<String> say) {
    this.layout = layout;
    this.flags = flags;
    this.say = say;
    var table = new ProcessTable(commands);
    this.processes = new DevProcesses(layout, table);
    this.fabric = new DevFabric(layout, table);
  }

  /// The nodes of the cluster in that directory.
  ///
  /// @param place where it is
  /// @param say gets a line for everything that is done
  static DevNodes of(DevPlace place, Consumer<String> say) {
    return of(place.directory(), place.programs(), place.flags(), say);
  }

  /// @param flags what commands need that mean this cluster
  static DevNodes of(Path directory, Path programs, String flags, Consumer<String> say) {
    var options =
        DevCluster.kept(directory)
            .orElseThrow(
                () ->
                    new DevException(
                        "no cluster in " + directory + "; start one: ciaoctl dev up --nodes 2"));
    return new DevNodes(new DevLayout(directory, programs, options), flags, say);
  }

  /// The names of the nodes that can be halted alone; none if there is no cluster.
  static List<String> names(Path directory) {
    return DevCluster.kept(directory)
        .map(options -> new DevLayout(directory, directory, options))
        .map(layout -> layout.nodes().stream().map(DevNode::name).toList())
        .orElse(List.of());
  }

  /// Ends everything of these nodes at once and takes their links away; nothing is cleaned up.
  void halt(List<String> names) {
    var nodes = named(names);
    DevCluster.requireRoot();
    // First, so that no agent can tell that its guests end.
    nodes.forEach(fabric::disconnect);
    for (var node : nodes) {
      kill(node);
      say.accept(node.name() + " is halted; start it again: " + startOf(node));
    }
  }

  /// Takes the links of these nodes away; what runs there goes on.
  void cut(List<String> names) {
    var nodes = named(names);
    DevCluster.requireRoot();
    for (var node : nodes) {
      fabric.disconnect(node);
      say.accept(
          node.name()
              + " is cut off, and what is on it goes on; connect it again: "
              + startOf(node));
    }
  }

  /// Gives these nodes their links and starts what does not run of their programs.
  void start(List<String> names) {
    var nodes = named(names);
    DevCluster.requireRoot();
    nodes.forEach(fabric::connect);
    for (var node : nodes) {
      for (var program : programsOf(node)) {
        if (processes.ensure(program)) {
          say.accept("started " + program.name());
        }
      }
      say.accept(node.name() + " has its link and its programs; ready when: ciaoctl get nodes");
    }
  }

  /// Runs a command, or a shell if none is given, in the network namespace of a node.
  ///
  /// @return its exit status
  int enter(String name, List<String> command) throws InterruptedException {
    var node = named(List.of(name)).getFirst();
    DevCluster.requireRoot();
    if (command.isEmpty()) {
      say.accept(
          "node %s of cluster %s (%s): its network; files and processes are those of this machine"
              .formatted(node.name(), layout.options().name(), node.address()));
    }
    try {
      return new ProcessBuilder(DevShell.argv(node, layout.options().name(), command))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new DevException("run ip netns exec: " + e.getMessage(), e);
    }
  }

  /// One node as it is.
  ///
  /// @param connected empty where only root can tell
  /// @param running how many of its programs run
  /// @param start the command that brings it back
  record NodeStatus(
      DevNode node, Optional<Boolean> connected, int running, int programs, String start) {
    /// In a few words, with what to do about it.
    String state() {
      if (!connected.orElse(true)) {
        return running == 0 ? "halted; start it: " + start : "cut off; connect it: " + start;
      }
      return running == programs
          ? "up"
          : "%d of %d programs run; start the rest: %s".formatted(running, programs, start);
    }

    /// `up`, `down` or `?`.
    String link() {
      return connected.map(up -> up ? "up" : "down").orElse("?");
    }
  }

  List<NodeStatus> status() {
    return layout.nodes().stream()
        .map(
            node -> {
              var programs = programsOf(node);
              var running =
                  programs.stream().filter(p -> processes.find(p.name()).isPresent()).count();
              return new NodeStatus(
                  node,
                  fabric.isConnected(node),
                  Math.toIntExact(running),
                  programs.size(),
                  startOf(node));
            })
        .toList();
  }

  private String startOf(DevNode node) {
    return "ciaoctl dev start%s %s".formatted(flags, node.name());
  }

  private void kill(DevNode node) {
    var inhabitants = new DevInhabitants(layout.directory());
    var programs =
        programsOf(node).stream().map(Wanted::name).collect(Collectors.toUnmodifiableSet());
    var looks = 0;
    while (processes.killAll(argv -> inhabitants.isOf(programs, argv), END_LIMIT) > 0) {
      if (++looks == LOOKS_MAX) {
        throw new DevException(
            "processes of %s come again and again; what runs: ciaoctl dev status"
                .formatted(node.name()));
      }
    }
    new DevContainers(layout.options(), commands).killOn(node.name());
  }

  private List<Wanted> programsOf(DevNode node) {
    return DevPrograms.ofThisMachine(layout).all().stream()
        .filter(program -> node.namespace().equals(program.namespace()))
        .toList();
  }

  private List<DevNode> named(List<String> names) {
    var nodes = new ArrayList<DevNode>();
    for (var name : names) {
      nodes.add(
          layout.nodes().stream()
              .filter(node -> node.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new DevException(unknown(layout, name))));
    }
    return nodes;
  }

  /// Why there is no such machine.
  static String unknown(DevLayout layout, String name) {
    if (layout.simulatedNodes().contains(name) || name.equals(DevPrograms.SIMULATED)) {
      return "all %d simulated nodes are one process without links of their own, so that none can be halted or entered alone; nodes that can: ciaoctl dev up --nodes 2"
          .formatted(layout.options().simulated());
    }
    var nodes = layout.nodes().stream().map(DevNode::name).collect(Collectors.joining(", "));
    return "there is no node %s in cluster %s; %s"
        .formatted(
            name,
            layout.options().name(),
            nodes.isEmpty()
                ? "it has none with a machine of its own; some more: ciaoctl dev up --nodes 2"
                : "it has " + nodes);
  }
}
