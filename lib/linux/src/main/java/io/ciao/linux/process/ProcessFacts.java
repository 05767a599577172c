package io.ciao.linux.process;

import java.util.List;

/// What /proc says about one process at one moment.
///
/// @param state the kernel's letter: R, S, D, T, Z …
/// @param cmdline program and arguments; empty for a zombie
/// @param rssBytes resident memory, shared pages counted whole
/// @param cpuTicks user and system time so far, in clock ticks (100 a second)
public record ProcessFacts(
    ManagedProcess process, char state, List<String> cmdline, long rssBytes, long cpuTicks) {
  public static final long TICKS_PER_SECOND = 100;

  public ProcessFacts {
    cmdline = List.copyOf(cmdline);
  }

  /// True while it runs or sleeps; a zombie or dying process is not alive.
  public boolean alive() {
    return state != 'Z' && state != 'X' && state != 'x';
  }
}
