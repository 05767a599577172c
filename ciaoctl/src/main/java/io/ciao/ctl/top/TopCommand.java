package io.ciao.ctl.top;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What is used.
@Command(
    name = "top",
    description = "Show what nodes and instances use now.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Nodes measure every 5 s. What nobody knows is <unknown>, never 0; SEEN says how long ago the"
          + " node last told anything.",
      "",
      "Examples:",
      "  ciaoctl top nodes",
      "  ciaoctl top instances -n red",
      "  ciaoctl top instances -A --sort-by memory"
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TopNodesCommand.class, TopInstancesCommand.class})
public final class TopCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  public TopCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed: nodes or instances");
  }
}
