package io.ciao.e2e.env;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A Docker engine: one that answers, or our own for as long as the tests run.
///
/// @param host for `DOCKER_HOST`; empty: the default engine
/// @param directory of our own one, if it is that
record DockerEngine(String host, Path directory) {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  static DockerEngine start(Path directory) throws InterruptedException {
    var argv = List.of(script(), "start", directory.toString());
    var started = Shell.PLAIN.run(START_LIMIT, argv).succeeded();
    return new DockerEngine(started.out().strip(), directory);
  }

  /// Runs `docker` against it.
  Ran run(List<String> arguments) throws InterruptedException {
    var argv = new ArrayList<>(List.of("docker"));
    argv.addAll(arguments);
    return shell().run(argv);
  }

  /// A shell whose programs find it.
  Shell shell() {
    return host.isEmpty() ? Shell.PLAIN : Shell.PLAIN.with("DOCKER_HOST", host);
  }

  /// Ends it if it is our own.
  void close() throws InterruptedException {
    Shell.PLAIN.run(START_LIMIT, List.of(script(), "stop", directory.toString())).succeeded();
  }

  private static String script() {
    return Shell.ROOT.resolve("hack/lib/docker.sh").toString();
  }
}
