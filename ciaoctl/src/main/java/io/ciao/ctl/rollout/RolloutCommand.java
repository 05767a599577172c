package io.ciao.ctl.rollout;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How sets replace their instances.
@Command(
    name = "rollout",
    description = "Follow, hold, undo and repeat how instance sets replace their instances.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl rollout status web",
      "  ciaoctl rollout history web",
      "  ciaoctl rollout undo web --to-revision 2"
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RolloutStatusCommand.class,
      RolloutPauseCommand.class,
      RolloutResumeCommand.class,
      RolloutUndoCommand.class,
      RolloutHistoryCommand.class,
      RolloutRestartCommand.class
    })
public final class RolloutCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  public RolloutCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is needed: status, pause, resume, undo, history or restart");
  }
}
