package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.e2e.env.Needs;
import io.ciao.e2e.env.Ran;
import io.ciao.e2e.env.Shell;
import io.ciao.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent that stands alone, driven by `ciaoctl launcher-kit` with certificates of `ciaoctl
/// cert`: a real container starts, stops, starts again with its data, and is erased.
@Tag("instances")
final class LauncherKitIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(60));
  private static final String NODE = "kit-" + ProcessHandle.current().pid() % 10_000;
  private static final String ADDRESS = "198.51.100.7";
  private static final String CACHE = "0f6a4d0c-5a0e-4d5b-9e63-1f6f1f4f0002";
  private static final String CONTAINER = "manifests/examples/ssntp/container.yaml";

  @TempDir private Path directory;
  private final List<Process> processes = new ArrayList<>();
  private Shell shell = Shell.PLAIN;

  private static String program(String name) {
    return Shell.DIST.resolve("bin").resolve(name).toString();
  }

  private static String script(String path) {
    return Shell.ROOT.resolve(path).toString();
  }

  private static void ip(String... words) throws InterruptedException {
    var argv = new ArrayList<>(List.of("ip"));
    argv.addAll(List.of(words));
    Shell.PLAIN.run(argv).succeeded();
  }

  @BeforeEach
  void start() throws Exception {
    Needs.root();
    Needs.programs("docker", "ip");
    var docker =
        Shell.PLAIN.run(
            Duration.ofMinutes(2), List.of(script("hack/lib/docker.sh"), "start", at("dk")));
    var host = docker.succeeded().out().strip();
    shell = host.isEmpty() ? Shell.PLAIN : Shell.PLAIN.with("DOCKER_HOST", host);
    shell.run(Duration.ofMinutes(5), List.of(script("hack/images"), "container")).succeeded();
    ip("netns", "add", NODE);
    ip("-n", NODE, "link", "set", "lo", "up");
    ip("link", "add", NODE + "-o", "type", "veth", "peer", "name", "eth0", "netns", NODE);
    ip("link", "set", NODE + "-o", "up");
    ip("-n", NODE, "addr", "add", ADDRESS + "/24", "dev", "eth0");
    ip("-n", NODE, "link", "set", "eth0", "up");
    certificates();
    background("kit", "ciaoctl", "launcher-kit", "serve", "--tls", at("kit"));
    background(
        "agent",
        "ciao-launcher-agent",
        "--stand-alone",
        "--scheduler=127.0.0.1:8888",
        "--dir=" + at("state"),
        "--tls=" + at("node"),
        "--node=" + NODE,
        "--address=" + ADDRESS,
        "--drivers=docker",
        "--cluster=" + NODE,
        "--netns-prefix=" + NODE,
        "--docker-host=" + (host.isEmpty() ? "unix:///var/run/docker.sock" : host));
  }

  private String at(String name) {
    return directory.resolve(name).toString();
  }

  private void certificates() throws Exception {
    var pki = at("pki");
    var cert = program("ciaoctl");
    Files.createDirectories(Path.of(pki));
    Shell.PLAIN
        .run(cert, "cert", "anchor", "--host", "localhost", "--ip", "127.0.0.1", "--directory", pki)
        .succeeded();
    Shell.PLAIN
        .run(
            cert,
            "cert",
            "role",
            "--role",
            "agent",
            "--host",
            NODE,
            "--node",
            NODE,
            "--anchor",
            pki + "/cert-Scheduler-localhost.pem",
            "--directory",
            pki)
        .succeeded();
    lay("kit", "cert-Scheduler-localhost.pem");
    lay("node", "cert-CNAgent-" + NODE + ".pem");
  }

  /// One file with certificate and key is both.
  private void lay(String name, String file) throws Exception {
    var pki = directory.resolve("pki");
    var place = Files.createDirectories(directory.resolve(name));
    Files.copy(pki.resolve("CAcert-localhost.pem"), place.resolve("ca.pem"));
    for (var copy : List.of("cert.pem", "key.pem")) {
      Files.copy(pki.resolve(file), place.resolve(copy), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private void background(String log, String name, String... words) {
    var argv = new ArrayList<>(List.of("ip", "netns", "exec", NODE, program(name)));
    argv.addAll(List.of(words));
    processes.addFirst(shell.background(directory.resolve(log + ".log"), argv));
  }

  @AfterEach
  void end() throws Exception {
    for (var process : processes) {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
    for (var name : containers().lines().toList()) {
      shell.run("docker", "rm", "-f", name);
    }
    Shell.PLAIN.run("ip", "link", "del", NODE + "-o");
    Shell.PLAIN.run("ip", "netns", "del", NODE + "-4242");
    Shell.PLAIN.run("ip", "netns", "del", NODE);
    Shell.PLAIN.run(Duration.ofMinutes(2), List.of(script("hack/lib/docker.sh"), "stop", at("dk")));
  }

  private Ran kit(String... words) throws InterruptedException {
    var argv =
        new ArrayList<>(List.of("ip", "netns", "exec", NODE, program("ciaoctl"), "launcher-kit"));
    argv.addAll(List.of(words));
    return Shell.PLAIN.run(argv);
  }

  /// Of this node, also those that have ended.
  private String containers() throws InterruptedException {
    return shell
        .run(
            "docker",
            "ps",
            "-a",
            "--format",
            "{{.Names}}",
            "--filter",
            "label=io.ciao.instance=" + CACHE)
        .succeeded()
        .out();
  }

  private String inContainer(String... words) throws InterruptedException {
    var argv = new ArrayList<>(List.of("docker", "exec", containers().strip()));
    argv.addAll(List.of(words));
    return shell.run(argv).text();
  }

  @Test
  void aContainerStartsStopsStartsAgainAndIsErased() throws Exception {
    SOON.untilAsserted(() -> assertThat(kit("status").succeeded().out()).contains("status: READY"));

    kit("startf", CONTAINER).succeeded();
    SOON.untilAsserted(
        () ->
            assertThat(inContainer("ip", "-4", "-o", "addr", "show", "dev", "eth0"))
                .contains("172.16.0.3/24"));
    inContainer("touch", "/mark");
    SOON.untilAsserted(
        () ->
            assertThat(kit("istats", "--filter", "active").succeeded().out())
                .containsPattern(CACHE + " +active +N/A +[0-9]+MB"));

    kit("stop", CACHE).succeeded();
    SOON.untilAsserted(
        () -> assertThat(kit("instances", "--filter", "exited").out()).contains(CACHE));
    kit("restart", CACHE).succeeded();
    SOON.untilAsserted(() -> assertThat(inContainer("ls", "/")).contains("mark"));

    kit("delete", CACHE).succeeded();
    SOON.untilAsserted(() -> assertThat(containers()).isEmpty());
    SOON.untilAsserted(() -> assertThat(kit("drain").out()).contains("INSTANCE_DELETED"));
  }
}
