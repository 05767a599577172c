package io.ciao.linux.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Runs programs to their end. Blocks the caller; safe for many threads.
///
/// An interrupt kills the program and is kept as the thread's interrupt status; the caller sees a
/// [CommandFailedException].
public final class CommandRunner {
  /// Runs the program and returns whatever it said, also when it failed.
  public CommandOutput run(Command command) {
    Process process;
    try {
      var builder = new ProcessBuilder(command.argv());
      builder.environment().put("LC_ALL", "C");
      process = builder.start();
    } catch (IOException e) {
      throw CommandFailedException.notStarted(command, e);
    }
    try {
      return finish(command, process);
    } finally {
      process.destroyForcibly();
    }
  }

  /// Runs the program; anything but status 0 is an exception. Returns its standard output.
  public String require(Command command) {
    var output = run(command);
    if (!output.succeeded()) {
      throw CommandFailedException.refused(command, output, "");
    }
    return output.stdout();
  }

  private static CommandOutput finish(Command command, Process process) {
    var stdout = pump("command-stdout", process.getInputStream());
    var stderr = pump("command-stderr", process.getErrorStream());
    try {
      feed(command, process);
      if (!process.waitFor(command.deadline().toMillis(), TimeUnit.MILLISECONDS)) {
        throw CommandFailedException.late(command);
      }
      return new CommandOutput(process.exitValue(), stdout.get(), stderr.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailedException.late(command);
    } catch (ExecutionException e) {
      throw CommandFailedException.notStarted(command, e);
    }
  }

  private static void feed(Command command, Process process) {
    var text = command.stdin();
    try (var in = process.getOutputStream()) {
      if (text != null) {
        in.write(text.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The program ended before it read everything: its status and its words say why.
      return;
    }
  }

  private static FutureTask<String> pump(String name, InputStream from) {
    var task =
        new FutureTask<>(
            () -> {
              try (from) {
                return new String(from.readAllBytes(), StandardCharsets.UTF_8);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    Thread.ofVirtual().name(name).start(task);
    return task;
  }
}
