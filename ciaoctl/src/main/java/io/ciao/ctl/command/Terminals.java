package io.ciao.ctl.command;

import java.io.Console;
import java.util.Optional;

/// Whether a person sits there.
final class Terminals {
  private Terminals() {}

  /// The terminal; empty if standard input or output is something else.
  static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }
}
