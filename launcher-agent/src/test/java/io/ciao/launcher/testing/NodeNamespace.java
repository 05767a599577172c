package io.ciao.launcher.testing;

import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import java.util.List;

/// A network namespace in the place of a machine, joined to this one by a pair of links.
public final class NodeNamespace implements AutoCloseable {
  private final CommandRunner commands = new CommandRunner();
  private final String name;
  private final String outside;
  private final String inside;

  /// @param tag a few characters that tell tests apart
  public NodeNamespace(String tag) {
    this.name = "cit-" + tag;
    var third = (int) (ProcessHandle.current().pid() % 250) + 1;
    this.outside = "198.19." + third + ".1";
    this.inside = "198.19." + third + ".2";
    close();
    run("ip", "netns", "add", name);
    run("ip", "link", "add", link(), "type", "veth", "peer", "name", "eth0", "netns", name);
    run("ip", "addr", "add", outside + "/30", "dev", link());
    run("ip", "link", "set", link(), "up");
    run("ip", "-n", name, "addr", "add", inside + "/30", "dev", "eth0");
    run("ip", "-n", name, "link", "set", "eth0", "up");
    run("ip", "-n", name, "link", "set", "lo", "up");
  }

  private String link() {
    return name + "-o";
  }

  public String name() {
    return name;
  }

  /// The address of this side.
  public String outside() {
    return outside;
  }

  /// The address of the node.
  public String inside() {
    return inside;
  }

  /// Runs a program to its end and returns what it printed.
  public String run(String... argv) {
    return commands.require(Command.of("prepare a test", List.of(argv)));
  }

  public boolean exists(String namespace) {
    return run("ip", "netns", "list").lines().anyMatch(l -> l.split(" ")[0].equals(namespace));
  }

  @Override
  public void close() {
    commands.run(Command.of("remove a link", List.of("ip", "link", "del", link())));
    commands.run(Command.of("remove a namespace", List.of("ip", "netns", "del", name)));
  }
}
