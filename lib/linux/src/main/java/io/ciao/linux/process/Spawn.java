package io.ciao.linux.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Starts children that outlive us: a session of their own, no terminal, output to a file.
///
/// `setsid` and `nsenter` replace themselves by the program, so the pid that Java knows is the
/// program's. Safe for many threads.
public final class Spawn {
  private static final Duration EXEC_DEADLINE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(2);
  private static final int LOG_TAIL_CHARS = 400;

  private final ProcessTable processes;

  public Spawn(ProcessTable processes) {
    this.processes = processes;
  }

  /// Returns once the program itself runs under its pid. [SpawnFailedException] if it could not be
  /// executed or ended first; the message holds the end of its log.
  public ManagedProcess start(SpawnRequest request) {
    var process = launch(request);
    try {
      return awaitExec(request, process);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new SpawnFailedException("could not " + request.purpose() + ": interrupted", e);
    }
  }

  private static Process launch(SpawnRequest request) {
    var argv = new ArrayList<String>(List.of("setsid"));
    argv.addAll(request.namespace().entering(request.argv()));
    var log = Redirect.appendTo(request.log().toFile());
    try {
      var builder =
          new ProcessBuilder(argv)
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(log)
              .redirectErrorStream(true);
      builder.environment().putAll(request.environment());
      return builder.start();
    } catch (IOException e) {
      throw new SpawnFailedException(
          "could not " + request.purpose() + ": 'setsid' could not be started", e);
    }
  }

  private ManagedProcess awaitExec(SpawnRequest request, Process process)
      throws InterruptedException {
    var rounds = EXEC_DEADLINE.dividedBy(POLL);
    for (var round = 0L; round < rounds; round++) {
      var facts = processes.read(process.pid()).filter(ProcessFacts::alive);
      if (facts.isPresent() && facts.get().cmdline().equals(request.argv())) {
        return facts.get().process();
      }
      if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SpawnFailedException(
            "could not "
                + request.purpose()
                + ": '"
                + request.argv().getFirst()
                + "' ended with status "
                + process.exitValue()
                + " in "
                + request.namespace()
                + logTail(request.log()));
      }
    }
    process.destroyForcibly();
    throw new SpawnFailedException(
        "could not "
            + request.purpose()
            + ": '"
            + request.argv().getFirst()
            + "' was not running after "
            + EXEC_DEADLINE.toMillis()
            + " ms");
  }

  private static String logTail(Path log) {
    try {
      var text = Files.readString(log, StandardCharsets.UTF_8).strip();
      if (text.isEmpty()) {
        return "";
      }
      var from = Math.max(0, text.length() - LOG_TAIL_CHARS);
      return ": \"" + text.substring(from).replace('\n', ';') + "\"";
    } catch (IOException e) {
      return "";
    }
  }
}
