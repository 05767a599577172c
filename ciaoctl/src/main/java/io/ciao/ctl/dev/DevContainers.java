package io.ciao.ctl.dev;

import io.ciao.linux.command.Command;
import io.ciao.linux.command.CommandRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The cluster's containers, told by the labels that its agents give them.
final class DevContainers {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final DevOptions options;
  private final CommandRunner commands;

  DevContainers(DevOptions options, CommandRunner commands) {
    this.options = options;
    this.commands = commands;
  }

  /// Removes all of the cluster, running or not.
  void removeAll() {
    var ids = ids(List.of("-a"));
    if (!ids.isEmpty()) {
      commands.run(docker("remove containers", List.of("rm", "-f", "-v"), ids));
    }
  }

  /// Kills those that run on a node, as if it had lost its power; they are not removed.
  void killOn(String node) {
    var ids = ids(List.of("--filter", "label=io.ciao.node=" + node));
    if (!ids.isEmpty()) {
      // One that ended by itself meanwhile makes the command fail, and is as it should be.
      commands.run(docker("kill the containers of " + node, List.of("kill"), ids));
    }
  }

  private List<String> ids(List<String> chosen) {
    var list = List.of("ps", "-q", "--filter", "label=io.ciao.cluster=" + options.name());
    var found = commands.run(docker("list containers", list, chosen));
    return found.succeeded() ? found.stdout().lines().toList() : List.of();
  }

  private Command docker(String purpose, List<String> verb, List<String> arguments) {
    var argv = new ArrayList<>(List.of("docker"));
    var host = options.dockerHost();
    if (host != null) {
      argv.addAll(List.of("--host", host));
    }
    argv.addAll(verb);
    argv.addAll(arguments);
    return new Command(purpose, argv, null, LIMIT);
  }
}
