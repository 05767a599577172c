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
  ///
  /// @throws IllegalStateException with its log if it ended instead
  String url() throws IOException, InterruptedException {
    Path ready = state.resolve("ready");
    Process awaited = process;
    Eventually.within(START_LIMIT)
        .until("an apiserver serves", () -> Files.exists(ready) || !awaited.isAlive());
    if (!Files.exists(ready)) {
      throw new IllegalStateException(Files.readString(log));
    }
    return "https://"
        + new ObjectMapper().readTree(Files.readString(ready)).path("listen").get(0).asText();
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
