package io.ciao.ctl;

import picocli.CommandLine.Model.CommandSpec;

/// The real command line, for tests in other packages.
public final class CommandLines {
  private CommandLines() {}

  public static CommandSpec spec() {
    return Ciaoctl.line().getCommandSpec();
  }
}
