package io.ciao.apiserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// An apiserver in a process of its own, so that it can be killed; it uses the etcd of another.
/// Started and killed by one thread; any may ask where it serves.
final class ApiServerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final Path state;
  private final Path log;
  private final List<String> command;
  private volatile Process process;

  /// Starts it; it may not serve yet.
  ApiServerProcess(Path state, Path tls, Path etcdOwner) throws IOException {
    this.state = state;
    this.log = state.resolveSibling(state.getFileName() + ".log");
    this.command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            "io.ciao.apiserver.ApiServerMain",
            "--dir",
            state.toString(),
            "--tls",
            tls.toString(),
            "--listen",
            "127.0.0.1:0",
            "--etcd",
            "embedded:" + etcdOwner);
    this.process = start();
  }

  private Process start() throws IOException {
    Files.createDirectories(state);
    Files.deleteIfExists(state.resolve("ready"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /// Waits until it serves, and returns where.
  String url() throws InterruptedException {
    return Eventually.within(START_LIMIT)
        .value(
            "an apiserver serves",
            () -> {
              Path ready = state.resolve("ready");
              if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(log));
              }
              return Files.exists(ready)
                  ? "https://"
                      + new ObjectMapper()
                          .readTree(Files.readString(ready))
                          .path("listen")
                          .get(0)
                          .asText()
                  : null;
            });
  }

  /// Kills it, as a power cut would, and starts another in its place.
  void killAndStart() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    process = start();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
