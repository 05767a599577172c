package io.ciao.store;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/// An etcd in a container of an image that is made of this machine's package: the program and the
/// libraries it needs, nothing else, from no registry. Closing it removes both.
final class EtcdContainer implements AutoCloseable {
  private static final String REPOSITORY = "ciao-test-etcd";
  private static final int PORT = 2379;
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
  private static final Duration SOON = Duration.ofSeconds(60);

  private final String image;
  private final Path tls;
  private final GenericContainer<?> container;

  private EtcdContainer(String image, Path tls, GenericContainer<?> container) {
    this.image = image;
    this.tls = tls;
    this.container = container;
  }

  /// Why there can be none here; empty if there can.
  static Optional<String> obstacle() throws IOException {
    EtcdCommand.findProgram();
    boolean named = System.getenv("DOCKER_HOST") != null;
    if (!named && !Files.exists(Path.of("/var/run/docker.sock"))) {
      return Optional.of("no Docker engine: neither DOCKER_HOST nor /var/run/docker.sock");
    }
    return DockerClientFactory.instance().isDockerAvailable()
        ? Optional.empty()
        : Optional.of("no Docker engine answers");
  }

  /// Starts one with mutual TLS on a free port of this machine.
  ///
  /// @param directory for its certificates
  static EtcdContainer start(Path directory) throws IOException, InterruptedException {
    EtcdCertificates certificates = new EtcdCertificates(directory);
    certificates.ensure(Instant.now());
    String image = image(directory, "t" + ProcessHandle.current().pid());
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withExposedPorts(PORT)
            .withCopyFileToContainer(MountableFile.forHostPath(directory), "/tls")
            .withCommand(command())
            .waitingFor(Wait.forLogMessage(".*serving client traffic.*", 1))
            .withStartupTimeout(SOON);
    EtcdContainer started = new EtcdContainer(image, directory, container);
    try {
      container.start();
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
    return started;
  }

  /// How a program finds it.
  EtcdEndpoint endpoint() throws IOException {
    Files.copy(tls.resolve("client-cert.pem"), tls.resolve("cert.pem"));
    Files.copy(tls.resolve("client-key.pem"), tls.resolve("key.pem"));
    URI url = URI.create("https://127.0.0.1:" + container.getMappedPort(PORT));
    return EtcdEndpoint.external(List.of(url), tls);
  }

  @Override
  public void close() {
    container.close();
    client().removeImageCmd(image).withForce(true).exec();
  }

  private static String[] command() throws IOException {
    return new String[] {
      EtcdCommand.findProgram().toString(),
      "--data-dir=/data",
      "--listen-client-urls=https://0.0.0.0:" + PORT,
      "--advertise-client-urls=https://127.0.0.1:" + PORT,
      "--client-cert-auth",
      "--trusted-ca-file=/tls/ca.pem",
      "--cert-file=/tls/server-cert.pem",
      "--key-file=/tls/server-key.pem",
      "--logger=zap",
      "--log-outputs=stderr",
      "--unsafe-no-fsync"
    };
  }

  private static String image(Path directory, String tag) throws IOException, InterruptedException {
    String image = REPOSITORY + ":" + tag;
    String program = EtcdCommand.findProgram().toString();
    Path archive = directory.resolve("image.tar");
    List<String> tar = new ArrayList<>(List.of("tar", "-chf", archive.toString(), "-C", "/"));
    tar.add(program.substring(1));
    for (String library : libraries(program)) {
      tar.add(library.substring(1));
    }
    Process packing = new ProcessBuilder(tar).inheritIO().start();
    if (packing.waitFor() != 0) {
      throw new IOException("tar of " + program + " failed");
    }
    try {
      new ImageFromDockerfile(image, false)
          .withFileFromPath("files.tar", archive)
          .withFileFromString("Dockerfile", "FROM scratch\nADD files.tar /\n")
          .get();
    } finally {
      Files.delete(archive);
    }
    return image;
  }

  /// Shared libraries and the loader, as `ldd` finds them; none for a static program.
  private static List<String> libraries(String program) throws IOException, InterruptedException {
    Process ldd = new ProcessBuilder("ldd", program).redirectErrorStream(true).start();
    String text =
        new String(ldd.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    ldd.waitFor();
    List<String> found = new ArrayList<>();
    Matcher matcher = LIBRARY.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static DockerClient client() {
    return DockerClientFactory.instance().client();
  }
}
