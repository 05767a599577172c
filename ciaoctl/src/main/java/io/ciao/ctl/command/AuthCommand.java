package io.ciao.ctl.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Questions about who one is and what one may do.
@Command(
    name = "auth",
    description = "Ask who you are and what you may do.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl auth whoami",
      "  ciaoctl auth can-i create instances -n acme"
    },
    subcommands = {WhoamiCommand.class, CanICommand.class})
public final class AuthCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  public AuthCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "whoami or can-i is needed");
  }
}
