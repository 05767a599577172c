package io.ciao.ctl.ssntp;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The protocol between schedulers and nodes.
@Command(
    name = "ssntp",
    description = "Look at SSNTP, the protocol between schedulers and nodes.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  ciaoctl ssntp tail"},
    synopsisSubcommandLabel = "COMMAND",
    subcommands = SsntpTailCommand.class)
public final class SsntpCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  public SsntpCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed: tail");
  }
}
