package io.ciao.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// kubectl as it is installed, without any extra flag.
@Tag("api")
final class KubectlIT {
  private static final String MANIFEST =
      """
      apiVersion: ciao.io/v1
      kind: Image
      metadata: {name: NAME}
      spec: {format: docker, source: {docker: {name: "NAME:1"}}}
      ---
      apiVersion: ciao.io/v1
      kind: Instance
      metadata: {name: NAME}
      spec: {image: NAME, runtime: container, resources: {memory: 64Mi}}
      """;

  @TempDir private static Path directory;
  private static TestServer server;
  private static Optional<Path> program = Optional.empty();

  @BeforeAll
  static void start() throws Exception {
    program =
        List.of("/usr/bin/kubectl", "/usr/local/bin/kubectl").stream()
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(program.isPresent(), "needs kubectl: none is installed");
    server = TestServer.start(directory);
    Path certificates =
        TestCertificates.write(server.certificates().admin(), directory.resolve("admin"));
    Files.writeString(directory.resolve("kubeconfig"), kubeconfig(certificates));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static String kubeconfig(Path certificates) {
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: c, cluster: {server: "%s", certificate-authority: %s/ca.pem}}]
    users: [{name: u, user: {client-certificate: %s/cert.pem, client-key: %s/key.pem}}]
    contexts: [{name: x, context: {cluster: c, user: u}}]
    current-context: x
    """
        .formatted(server.url(), certificates, certificates, certificates);
  }

  private static ProcessBuilder command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.orElseThrow().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", directory.resolve("kubeconfig").toString());
    builder.environment().put("HOME", directory.toString());
    return builder;
  }

  private record Run(int code, String output) {}

  private static Run run(String... arguments) throws IOException, InterruptedException {
    Process process = command(arguments).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), output);
  }

  private static String kubectl(String... arguments) throws IOException, InterruptedException {
    Run run = run(arguments);
    assertThat(run.code()).as(String.join(" ", arguments) + ": " + run.output()).isZero();
    return run.output();
  }

  private static String manifest(String name) throws IOException {
    Path file = directory.resolve(name + ".yaml");
    Files.writeString(file, MANIFEST.replace("NAME", name));
    return file.toString();
  }

  @Test
  void appliesChangesAndDeletes() throws Exception {
    String file = manifest("applied");

    assertThat(kubectl("apply", "-f", file)).contains("instance.ciao.io/applied created");
    assertThat(kubectl("apply", "-f", file)).contains("instance.ciao.io/applied unchanged");
    Files.writeString(Path.of(file), Files.readString(Path.of(file)).replace("64Mi", "96Mi"));
    assertThat(run("diff", "-f", file).output()).contains("+    memory: 96Mi");
    assertThat(kubectl("apply", "-f", file)).contains("instance.ciao.io/applied configured");
    assertThat(kubectl("get", "inst", "applied", "-o", "jsonpath={.spec.resources.memory}"))
        .isEqualTo("96Mi");
    assertThat(kubectl("delete", "-f", file, "--wait=false")).contains("deleted");
    kubectl("patch", "inst", "applied", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":[]}}");
    kubectl("wait", "--for=delete", "instance/applied", "--timeout=20s");
  }

  @Test
  void showsObjects() throws Exception {
    kubectl("apply", "-f", manifest("shown"));

    assertThat(kubectl("get", "instances")).contains("NAME", "READY", "STATUS", "shown");
    assertThat(kubectl("get", "instances", "-o", "wide")).contains("WORKLOAD");
    assertThat(kubectl("get", "all", "-A")).contains("shown");
    assertThat(kubectl("get", "inst", "shown", "-o", "yaml")).contains("image: shown");
    assertThat(kubectl("describe", "instance", "shown"))
        .contains("waiting for the scheduler", "Events:");
    assertThat(kubectl("explain", "instance.spec.running")).contains("false stops it");
    assertThat(kubectl("api-resources")).contains("concentrators", "cnci", "TenantNetwork");
    assertThat(kubectl("version")).contains("v1.36.0+ciao");
    assertThat(kubectl("events")).contains("No events found");
  }

  @Test
  void refusesWhatIsMisspelled() throws Exception {
    Path file = directory.resolve("misspelled.yaml");
    Files.writeString(file, MANIFEST.replace("NAME", "bad").replace("memory:", "memroy:"));

    Run run = run("apply", "-f", file.toString());

    assertThat(run.code()).isNotZero();
    assertThat(run.output()).contains("unknown field \"spec.resources.memroy\"");
  }

  @Test
  void appliesAndDeletesNamespaces() throws Exception {
    Path file = directory.resolve("namespace.yaml");
    Files.writeString(
        file, "apiVersion: v1\nkind: Namespace\nmetadata: {name: team, labels: {a: b}}\n");
    kubectl("apply", "-f", file.toString());
    Files.writeString(file, Files.readString(file).replace("a: b", "a: c"));

    assertThat(kubectl("apply", "-f", file.toString())).contains("namespace/team configured");
    assertThat(kubectl("get", "tenants")).contains("team");
    assertThat(kubectl("delete", "namespace", "team", "--timeout=20s")).contains("deleted");
  }

  @Test
  void watchesAndWaits() throws Exception {
    kubectl("apply", "-f", manifest("watched"));
    Path seen = directory.resolve("watched.out");
    Process watch = command("get", "inst", "watched", "-w").redirectOutput(seen.toFile()).start();
    Process wait =
        command("wait", "--for=jsonpath={.metadata.labels.go}=now", "inst/watched", "--timeout=30s")
            .start();
    try {
      Eventually.within(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(Files.readString(seen)).contains("watched"));
      kubectl("label", "inst", "watched", "go=now");
      assertThat(wait.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(wait.exitValue()).isZero();
      kubectl("delete", "inst", "watched", "--wait=false");
      Eventually.within(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(Files.readString(seen)).contains("Deleting"));
    } finally {
      watch.destroy();
      wait.destroy();
      watch.waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void appliesOnTheServersSide() throws Exception {
    String file = manifest("ssa");

    assertThat(kubectl("apply", "--server-side", "-f", file))
        .contains("instance.ciao.io/ssa serverside-applied");
    kubectl("label", "inst", "ssa", "team=blue");
    Files.writeString(Path.of(file), Files.readString(Path.of(file)).replace("64Mi", "96Mi"));
    assertThat(run("diff", "--server-side", "-f", file).output()).contains("+    memory: 96Mi");
    kubectl("apply", "--server-side", "-f", file);
    assertThat(
            kubectl(
                "get", "inst", "ssa", "-o", "jsonpath={.spec.resources.memory} {.metadata.labels}"))
        .isEqualTo("96Mi {\"team\":\"blue\"}");
    assertThat(kubectl("get", "inst", "ssa", "-o", "yaml", "--show-managed-fields"))
        .contains("manager: kubectl-label", "operation: Apply");
    assertThat(kubectl("get", "inst", "ssa", "-o", "yaml")).doesNotContain("managedFields");
  }

  @Test
  void tellsOfConflictsAndForces() throws Exception {
    String file = manifest("fought");
    kubectl("apply", "--server-side", "-f", file);
    Files.writeString(Path.of(file), Files.readString(Path.of(file)).replace("64Mi", "96Mi"));

    Run refused = run("apply", "--server-side", "--field-manager=other", "-f", file);
    String forced =
        kubectl("apply", "--server-side", "--field-manager=other", "--force-conflicts", "-f", file);

    assertThat(refused.code()).isNotZero();
    assertThat(refused.output())
        .contains(
            "Apply failed with 1 conflict: conflict with \"kubectl\": .spec.resources.memory",
            "--force-conflicts");
    assertThat(forced).contains("instance.ciao.io/fought serverside-applied");
  }

  @Test
  void movesFromClientSideToServerSideApply() throws Exception {
    String file = manifest("moved");
    kubectl("apply", "-f", file);
    Files.writeString(Path.of(file), Files.readString(Path.of(file)).replace("64Mi", "96Mi"));

    kubectl("apply", "--server-side", "-f", file);
    Files.writeString(
        Path.of(file), Files.readString(Path.of(file)).replace(", resources: {memory: 96Mi}", ""));
    kubectl("apply", "--server-side", "-f", file);

    assertThat(kubectl("get", "inst", "moved", "-o", "jsonpath={.spec.resources}")).isEmpty();
    assertThat(kubectl("get", "inst", "moved", "-o", "yaml", "--show-managed-fields"))
        .doesNotContain("kubectl-client-side-apply");
  }

  @Test
  void appliesAndPatchesCoreKinds() throws Exception {
    Path file = directory.resolve("ssa-namespace.yaml");
    Files.writeString(
        file, "apiVersion: v1\nkind: Namespace\nmetadata: {name: blue, labels: {a: b}}\n");

    kubectl("apply", "--server-side", "-f", file.toString());
    kubectl("label", "namespace", "blue", "c=d");
    kubectl("patch", "namespace", "blue", "-p", "{\"metadata\":{\"annotations\":{\"x\":\"y\"}}}");

    assertThat(kubectl("get", "ns", "blue", "-o", "jsonpath={.metadata.labels}"))
        .contains("\"a\":\"b\"", "\"c\":\"d\"");
    assertThat(kubectl("get", "ns", "blue", "-o", "jsonpath={.metadata.annotations.x}"))
        .isEqualTo("y");
  }

  @Test
  void scalesInstanceSets() throws Exception {
    Assumptions.assumeTrue(
        kubectl("api-resources").contains("instancesets"),
        "needs the kind InstanceSet: it is not served");
    Path file = directory.resolve("set.yaml");
    Files.writeString(
        file,
        """
        apiVersion: ciao.io/v1
        kind: InstanceSet
        metadata: {name: scaled}
        spec: {replicas: 1, template: {spec: {image: tiny}}}
        """);
    kubectl("apply", "-f", file.toString());

    assertThat(kubectl("scale", "instanceset", "scaled", "--replicas=3")).contains("scaled");
    assertThat(kubectl("get", "instanceset", "scaled", "-o", "jsonpath={.spec.replicas}"))
        .isEqualTo("3");
    assertThat(kubectl("get", "instanceset", "scaled", "--subresource=scale", "-o", "yaml"))
        .contains("kind: Scale");
  }
}
