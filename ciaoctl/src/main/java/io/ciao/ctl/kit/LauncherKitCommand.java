package io.ciao.ctl.kit;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Drives launcher-agents by hand.
@Command(
    name = "launcher-kit",
    description = "Serve SSNTP to launcher-agents and drive them, without scheduler or apiserver.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "'serve' is what agents connect to, and takes the other commands as lines; the others ask it"
          + " over HTTP.",
      "",
      "Examples:",
      "  ciaoctl launcher-kit serve --tls sched-tls",
      "  ciao-launcher-agent --stand-alone --scheduler 127.0.0.1:8888 ...",
      "  ciaoctl launcher-kit startf manifests/examples/ssntp/simulated.yaml"
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      KitServeCommand.class,
      KitClientsCommand.class,
      KitInstancesCommand.class,
      KitInstanceStatsCommand.class,
      KitStatsCommand.class,
      KitStatusCommand.class,
      KitStartCommand.class,
      KitStopCommand.class,
      KitRestartCommand.class,
      KitDeleteCommand.class,
      KitAttachCommand.class,
      KitEvacuateCommand.class,
      KitRestoreCommand.class,
      KitDrainCommand.class
    })
public final class LauncherKitCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  public LauncherKitCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is needed: " + String.join(", ", spec.subcommands().keySet()));
  }
}
