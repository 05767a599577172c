package io.ciao.program;

import io.ciao.basis.text.ErrorText;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// How every server program begins and ends: it runs until SIGTERM, ends with status 1 if it cannot
/// start and 2 if its command line is wrong, and says so on standard error in a line for people.
public final class Program {
  static final int FAILED = 1;
  static final int USAGE = 2;

  /// Starts what runs until it is closed.
  @FunctionalInterface
  public interface Starter {
    /// Starts it; answers what is to be closed at the end.
    ///
    /// @throws UsageException if what the flags name does not fit together
    AutoCloseable start(Given given) throws UsageException, IOException, InterruptedException;
  }

  private final Flags flags;
  private final PrintStream out;
  private final PrintStream err;

  Program(Flags flags, PrintStream out, PrintStream err) {
    this.flags = flags;
    this.out = out;
    this.err = err;
  }

  /// What became of a start.
  sealed interface Begun {
    record Running(AutoCloseable parts) implements Begun {}

    record Ended(int status) implements Begun {}
  }

  /// Runs until SIGTERM; returns after `--help` and after everything is closed.
  public static void run(Flags flags, String[] arguments, Starter starter)
      throws InterruptedException {
    switch (new Program(flags, System.out, System.err).begin(List.of(arguments), starter)) {
      case Begun.Running(var parts) -> awaitStop(parts);
      case Begun.Ended(var status) -> {
        if (status != 0) {
          System.exit(status);
        }
      }
    }
  }

  Begun begin(List<String> arguments, Starter starter) throws InterruptedException {
    if (arguments.contains("--help")) {
      out.print(flags.help());
      return new Begun.Ended(0);
    }
    try {
      return new Begun.Running(starter.start(flags.parse(arguments)));
    } catch (UsageException e) {
      String.valueOf(e.getMessage()).lines().forEach(this::complain);
      complain("all flags: " + flags.program() + " --help");
      return new Begun.Ended(USAGE);
    } catch (IOException | RuntimeException e) {
      complain("cannot start: " + ErrorText.of(e));
      return new Begun.Ended(FAILED);
    }
  }

  private void complain(String line) {
    err.println(flags.program() + ": " + line);
  }

  private static void awaitStop(AutoCloseable parts) throws InterruptedException {
    var end = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(
                    () -> {
                      close(parts);
                      end.countDown();
                    }));
    end.await();
  }

  private static void close(AutoCloseable parts) {
    try {
      parts.close();
    } catch (Exception e) {
      System.err.println("did not close: " + ErrorText.of(e));
    }
  }
}
