package io.ciao.ctl.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.ctl.kubeconfig.KubeconfigMerge.Current;
import io.ciao.ctl.session.RefusedException;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigMergeTest {
  /// What other tools write: entries of theirs, extensions, fields that nobody here knows.
  private static final String THEIRS =
      """
      apiVersion: v1
      kind: Config
      preferences: {}
      current-context: work
      x-of-a-tool: {a: [1, 2, {b: true}]}
      clusters:
      - name: work
        cluster:
          server: https://work:6443
          tls-server-name: other
          proxy-url: http://proxy
          unknown-field: 7
          extensions:
          - name: minikube.sigs.k8s.io
            extension: {version: v1.2, last-update: "Mon, 01 Jan 2026 00:00:00 UTC"}
      contexts:
      - name: work
        context: {cluster: work, user: me, namespace: ns}
      users:
      - name: me
        user:
          exec:
            apiVersion: client.authentication.k8s.io/v1
            command: aws
            args: [eks, get-token, "0755", "on"]
            env: [{name: A, value: "yes"}]
            interactiveMode: IfAvailable
            provideClusterInfo: false
      - name: old
        user: {auth-provider: {name: oidc, config: {k: v}}, password: "1.0", username: "null"}
      """;

  @TempDir private Path directory;
  private ContextEntries entries;

  @BeforeEach
  void ours() throws IOException {
    Files.writeString(directory.resolve("ca.pem"), "ca");
    var file = directory.resolve("config");
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: ciao-dev
        clusters: [{name: ciao-dev, cluster: {server: "https://127.0.0.1:6443", certificate-authority: ca.pem}}]
        users: [{name: admin, user: {token: t}}]
        contexts: [{name: ciao-dev, context: {cluster: ciao-dev, user: admin, namespace: default}}]
        """);
    var config = Serialization.unmarshal(Files.readString(file), Config.class);
    entries =
        ContextEntries.of(file, config, "ciao-dev")
            .renamed("ciao")
            .withExec("/bin/ciaoctl", List.of("token", "--exec-credential"));
  }

  @Test
  void keepsEverythingOfOthers() {
    var after = tree(KubeconfigMerge.merge("config", THEIRS, entries, Current.IF_ABSENT));
    var before = tree(THEIRS);

    for (var list : List.of("clusters", "contexts", "users")) {
      for (var i = 0; i < before.path(list).size(); i++) {
        assertThat(after.path(list).path(i)).isEqualTo(before.path(list).path(i));
      }
      assertThat(after.path(list)).hasSize(before.path(list).size() + 1);
    }
    assertThat(after.path("x-of-a-tool")).isEqualTo(before.path("x-of-a-tool"));
    assertThat(after.path("current-context").asText()).isEqualTo("work");
  }

  @Test
  void addsAContextWhoseCredentialAProgramGives() {
    var after = tree(KubeconfigMerge.merge("config", "", entries, Current.IF_ABSENT));

    assertThat(after.path("current-context").asText()).isEqualTo("ciao");
    assertThat(after.at("/clusters/0/cluster/certificate-authority-data").asText())
        .isEqualTo("Y2E=");
    assertThat(after.at("/users/0/user/exec/command").asText()).isEqualTo("/bin/ciaoctl");
    assertThat(after.at("/users/0/user/exec/interactiveMode").asText()).isEqualTo("Never");
    assertThat(after.at("/users/0/user").has("token")).isFalse();
    assertThat(after.at("/contexts/0/context/namespace").asText()).isEqualTo("default");
  }

  @Test
  void mergedTwiceIsMergedOnce() {
    var once = KubeconfigMerge.merge("config", THEIRS, entries, Current.SET);

    assertThat(KubeconfigMerge.merge("config", once, entries, Current.SET)).isEqualTo(once);
    assertThat(tree(once).path("current-context").asText()).isEqualTo("ciao");
  }

  @Test
  void refusesToReplaceAnothersCluster() {
    var theirs = THEIRS.replace("name: work\n  cluster", "name: ciao\n  cluster");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> KubeconfigMerge.merge("config", theirs, entries, Current.SET))
        .withMessageContaining("https://work:6443")
        .withMessageContaining("--name");
  }

  @Test
  void refusesWhereItCannotKeepWhatOthersWrote() {
    // To kubectl this is true; to the model's reader it is a text.
    var theirs = THEIRS.replace("{b: true}", "{b: yes}");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> KubeconfigMerge.merge("config", theirs, entries, Current.SET))
        .withMessageContaining("\"x-of-a-tool\" could not be kept");
  }

  @Test
  void refusesWhatIsNoKubeconfig() {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> KubeconfigMerge.merge("config", "clusters: [", entries, Current.SET))
        .withMessageContaining("config is no kubeconfig");
  }

  private static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
