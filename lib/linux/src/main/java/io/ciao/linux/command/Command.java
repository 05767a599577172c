package io.ciao.linux.command;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of an external program.
///
/// @param purpose what it is for, in words that fit after "could not": `add links in namespace n1`
/// @param argv program and arguments, at least the program
/// @param stdin what the program reads, or null for nothing
/// @param deadline how long it may take before it is killed
public record Command(
    String purpose, List<String> argv, @Nullable String stdin, Duration deadline) {
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

  public Command {
    argv = List.copyOf(argv);
    if (argv.isEmpty()) {
      throw new IllegalStateException("Command: argv is empty, purpose " + purpose);
    }
  }

  public static Command of(String purpose, List<String> argv) {
    return new Command(purpose, argv, null, DEFAULT_DEADLINE);
  }

  public static Command reading(String purpose, List<String> argv, String stdin) {
    return new Command(purpose, argv, stdin, DEFAULT_DEADLINE);
  }
}
