package io.ciao.e2e.env;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Runs programs to their end, with a limit of time. Immutable, safe for many threads.
///
/// @param environment what is set beside the test's own environment
public record Shell(Map<String, String> environment) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// The root of this checkout.
  public static final Path ROOT = Path.of(System.getProperty("ciao.root", ".")).toAbsolutePath();

  /// The programs and images: those of this checkout, or those that `-Dciao.dist` names.
  public static final Path DIST =
      Path.of(System.getProperty("ciao.dist", ROOT.resolve("dist").toString()));

  /// Nothing set.
  public static final Shell PLAIN = new Shell(Map.of());

  public Shell {
    environment = Map.copyOf(environment);
  }

  /// The same with one variable more.
  public Shell with(String variable, String value) {
    var more = new HashMap<>(environment);
    more.put(variable, value);
    return new Shell(more);
  }

  public Ran run(String... argv) throws InterruptedException {
    return run(LIMIT, List.of(argv));
  }

  public Ran run(List<String> argv) throws InterruptedException {
    return run(LIMIT, argv);
  }

  public Ran run(Duration limit, List<String> argv) throws InterruptedException {
    return run(limit, new byte[0], argv);
  }

  /// Runs it in the root of the checkout; it is killed when its time is over.
  public Ran run(Duration limit, byte[] input, List<String> argv) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var process = start(argv, ProcessBuilder.Redirect.PIPE);
      var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), threads);
      var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), threads);
      try (var stdin = process.getOutputStream()) {
        stdin.write(input);
      } catch (IOException e) {
        // It did not want to read; its status says why.
      }
      var ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      return new Ran(argv, ended ? process.exitValue() : Ran.TIMED_OUT, out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts it in the background; output goes to the file. The caller ends it.
  public Process background(Path output, List<String> argv) {
    try {
      return start(argv, ProcessBuilder.Redirect.to(output.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start(List<String> argv, ProcessBuilder.Redirect output) throws IOException {
    var builder = new ProcessBuilder(new ArrayList<>(argv)).directory(ROOT.toFile());
    builder.environment().putAll(environment);
    builder.redirectOutput(output);
    if (output != ProcessBuilder.Redirect.PIPE) {
      builder.redirectErrorStream(true);
    }
    return builder.start();
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
