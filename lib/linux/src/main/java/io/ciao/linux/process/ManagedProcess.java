package io.ciao.linux.process;

/// One process for certain: a pid can be used again, a pid with its start time cannot.
///
/// @param pid process id in our pid namespace, > 0
/// @param startTicks when it started, in clock ticks since boot (/proc/PID/stat, field 22)
public record ManagedProcess(long pid, long startTicks) {
  public ManagedProcess {
    if (pid <= 0) {
      throw new IllegalStateException("ManagedProcess: pid is " + pid);
    }
  }
}
