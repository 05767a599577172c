package io.ciao.ctl.node;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How machines become nodes, and how they leave.
@Command(
    name = "node",
    description = "Make a machine a node of the cluster, or take a node out of it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl node token --name cn2 --roles compute            where the cluster is reached",
      "  ciaoctl node join https://10.0.0.1:6443 --token join.… --roles compute --name cn2",
      "                                                           on the new machine",
      "  ciaoctl node leave cn2"
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {NodeTokenCommand.class, NodeJoinCommand.class, NodeLeaveCommand.class})
public final class NodeCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  public NodeCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed: token, join or leave");
  }
}
