package io.ciao.ctl.dev;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The single-machine cluster.
@Command(
    name = "dev",
    description = "A whole cluster on this machine, to try things out.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl dev up",
      "  ciaoctl dev status",
      "  ciaoctl dev halt cn1",
      "  ciaoctl dev down"
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DevUpCommand.class,
      DevDownCommand.class,
      DevStatusCommand.class,
      DevHaltCommand.class,
      DevStartCommand.class,
      DevSshCommand.class
    })
public final class DevCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  public DevCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is needed: up, down, status, halt, start or ssh");
  }
}
