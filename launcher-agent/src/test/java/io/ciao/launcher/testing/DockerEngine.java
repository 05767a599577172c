package io.ciao.launcher.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A Docker engine for a test: the one that answers, else one of our own that ends with the test.
public final class DockerEngine {
  public static final String IMAGE = "ciao/tiny:latest";
  private static final String DEFAULT = "unix:///var/run/docker.sock";

  private final Path directory;
  private final String url;

  private DockerEngine(Path directory, String url) {
    this.directory = directory;
    this.url = url;
  }

  /// An engine with the small test image in it; the test is skipped where that is impossible.
  public static DockerEngine require() throws IOException, InterruptedException {
    Needs.program("docker");
    var directory = Files.createTempDirectory("ciao-dk");
    var started =
        run(directory, List.of(script("hack/lib/docker.sh"), "start", directory.toString()));
    if (started.code() != 0) {
      Needs.remove(directory);
      Assumptions.abort("needs a Docker engine: " + started.text());
    }
    var url = started.text().isEmpty() ? DEFAULT : started.text();
    var engine = new DockerEngine(directory, url);
    var image = run(directory, List.of(script("hack/images"), "--docker-host", url, "container"));
    if (image.code() != 0) {
      engine.stop();
      Assumptions.abort("needs the test image " + IMAGE + ": hack/images container failed");
    }
    return engine;
  }

  public String url() {
    return url;
  }

  /// Runs `docker` with these words against the engine and returns what it printed.
  public String docker(String... words) throws IOException, InterruptedException {
    var argv = new ArrayList<>(List.of("docker", "--host", url));
    argv.addAll(List.of(words));
    return run(directory, argv).text();
  }

  private static String script(String path) {
    return Path.of(System.getProperty("ciao.root", "..")).resolve(path).toAbsolutePath().toString();
  }

  private record Output(int code, String text) {}

  private static Output run(Path directory, List<String> argv)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    var errors = Files.createTempFile("ciao-dk", ".log");
    try {
      var process = new ProcessBuilder(argv).redirectError(errors.toFile()).start();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(3, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return new Output(-1, "did not end");
      }
      return new Output(process.exitValue(), text.strip());
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  /// Ends the engine if it is our own.
  public void stop() throws IOException, InterruptedException {
    run(directory, List.of(script("hack/lib/docker.sh"), "stop", directory.toString()));
    Needs.remove(directory);
  }
}
