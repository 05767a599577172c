package io.ciao.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kubectl that is installed: old ones read OpenAPI 2 in protobuf before they write, new ones
/// write the kinds that they were built with in protobuf.
@Tag("api")
final class KubectlVersionsIT {
  @TempDir private static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    Assumptions.assumeFalse(versions().isEmpty(), "needs kubectl: none is installed");
    server = TestServer.start(directory);
    Path certificates =
        TestCertificates.write(server.certificates().admin(), directory.resolve("admin"));
    Files.writeString(
        directory.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "%s", certificate-authority: %s/ca.pem}}]
        users: [{name: u, user: {client-certificate: %s/cert.pem, client-key: %s/key.pem}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
            .formatted(server.url(), certificates, certificates, certificates));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  /// `kubectl.1.NN` beside what `kubectl` leads to; `kubectl` itself if there is nothing of the
  /// kind.
  static List<Path> versions() throws IOException {
    for (String place : List.of("/usr/bin/kubectl", "/usr/local/bin/kubectl")) {
      if (!Files.isExecutable(Path.of(place))) {
        continue;
      }
      Path real = Path.of(place).toRealPath();
      List<Path> found = new ArrayList<>();
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(real.resolveSibling("."), "kubectl.1.*")) {
        files.forEach(file -> found.add(file.normalize()));
      }
      found.sort(null);
      return found.isEmpty() ? List.of(real) : found;
    }
    return List.of();
  }

  private static String run(Path kubectl, boolean good, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(kubectl.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", directory.resolve("kubeconfig").toString());
    builder.environment().put("HOME", directory.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue() == 0)
        .as(kubectl.getFileName() + " " + String.join(" ", arguments) + ": " + output)
        .isEqualTo(good);
    return output;
  }

  private static String name(Path kubectl) {
    return "k" + kubectl.getFileName().toString().replaceAll("[^0-9]", "");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void writesCoreKinds(Path kubectl) throws Exception {
    String name = name(kubectl);
    Path file = Files.write(directory.resolve(name + ".bin"), new byte[] {-1, 0, 1});

    run(kubectl, true, "create", "namespace", name);
    run(kubectl, true, "create", "secret", "generic", name, "-n", name, "--from-literal=p=hunter2");
    run(kubectl, true, "create", "configmap", name, "-n", name, "--from-file=b=" + file);
    run(kubectl, true, "create", "serviceaccount", name, "-n", name);

    assertThat(run(kubectl, true, "get", "secret", name, "-n", name, "-o", "jsonpath={.data.p}"))
        .isEqualTo("aHVudGVyMg==");
    assertThat(run(kubectl, true, "get", "cm", name, "-n", name, "-o", "jsonpath={.binaryData.b}"))
        .isEqualTo("/wAB");
    assertThat(run(kubectl, true, "get", "secrets,cm,sa", "-n", name))
        .contains("Opaque", "secret/" + name, "configmap/" + name, "serviceaccount/" + name);
    assertThat(run(kubectl, true, "describe", "secret", name, "-n", name)).contains("7 bytes");
    run(kubectl, true, "delete", "secret", name, "-n", name);
    run(kubectl, false, "get", "secret", name, "-n", name);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void appliesAndExplainsOwnKinds(Path kubectl) throws Exception {
    String name = name(kubectl);
    Path file = directory.resolve(name + ".yaml");
    String manifest =
        """
        apiVersion: ciao.io/v1
        kind: Volume
        metadata: {name: NAME}
        spec: {size: 1Gi}
        ---
        apiVersion: ciao.io/v1
        kind: SecurityGroup
        metadata: {name: NAME}
        spec: {ingress: [{protocol: tcp, ports: [22, 80-90]}]}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: NAME}
        stringData: {p: first}
        """
            .replace("NAME", name);
    Files.writeString(file, manifest);

    run(kubectl, true, "apply", "-f", file.toString());
    assertThat(run(kubectl, true, "apply", "-f", file.toString()))
        .contains("volume.ciao.io/" + name + " unchanged");
    Files.writeString(file, manifest.replace("1Gi", "2Gi").replace("first", "second"));
    run(kubectl, true, "apply", "-f", file.toString());
    assertThat(run(kubectl, true, "get", "secret", name, "-o", "jsonpath={.data.p}"))
        .isEqualTo("c2Vjb25k");
    Files.writeString(file, manifest.replace("size:", "sice:"));
    assertThat(run(kubectl, false, "apply", "-f", file.toString())).contains("sice");
    assertThat(run(kubectl, true, "explain", "volume.spec.driver")).contains("Who stores it");
    assertThat(run(kubectl, true, "get", "vol,sg,crd")).contains(name, "volumes.ciao.io");
    run(kubectl, true, "delete", "-f", Files.writeString(file, manifest).toString());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void givesRolesAndTokens(Path kubectl) throws Exception {
    String name = name(kubectl) + "-access";
    run(kubectl, true, "create", "namespace", name);
    run(kubectl, true, "create", "serviceaccount", "robot", "-n", name);
    run(kubectl, true, "create", "role", "r", "--verb=get", "--resource=volumes", "-n", name);
    run(kubectl, true, "create", "rolebinding", "r", "--role=r", "--user=" + name, "-n", name);
    String account = "--serviceaccount=" + name + ":robot";
    String viewer = "--clusterrole=ciao-tenant-viewer";
    run(kubectl, true, "create", "rolebinding", "viewers", viewer, account, "-n", name);

    String robot = "--as=system:serviceaccount:" + name + ":robot";
    assertThat(run(kubectl, true, "auth", "can-i", "list", "instances", "-n", name, robot))
        .contains("yes");
    assertThat(run(kubectl, false, "auth", "can-i", "create", "instances", "-n", name, robot))
        .contains("no");
    assertThat(run(kubectl, true, "auth", "can-i", "get", "volumes", "-n", name, "--as=" + name))
        .contains("yes");
    assertThat(run(kubectl, true, "auth", "can-i", "--list", "-n", name, robot))
        .contains("instances.ciao.io", "selfsubjectaccessreviews");
    assertThat(run(kubectl, true, "get", "roles,rolebindings,clusterroles", "-n", name))
        .contains("rolebinding.rbac.authorization.k8s.io/viewers", "ciao-tenant-admin");
    assertThat(run(kubectl, true, "describe", "rolebinding", "viewers", "-n", name))
        .contains("robot");
    assertThat(run(kubectl, false, "get", "secrets", "-n", name, robot)).contains("orbidden");
    if (!kubectl.getFileName().toString().matches("kubectl\\.1\\.(1\\d|2[0-3])")) {
      assertThat(run(kubectl, true, "create", "token", "robot", "-n", name).strip())
          .matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    }
  }
}
