package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.Needs;
import io.ciao.e2e.env.Shell;
import io.ciao.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The unchanged JavaScript client library of Kubernetes against the cluster.
@Tag("api")
class NodeClientIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path PLACE = Shell.ROOT.resolve("e2e/target/node");

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User user;
  private static Shell shell;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startCluster(@TempDir Path home) throws Exception {
    Needs.programs("node");
    if (!Files.exists(PLACE.resolve("node_modules/@kubernetes/client-node"))) {
      Assumptions.abort("needs @kubernetes/client-node: hack/lib/client-node.sh installs it");
    }
    cluster = Cluster.start("n");
    running = cluster;
    user = User.of(cluster).equipped();
    var config = home.resolve("kubeconfig");
    Files.writeString(config, cluster.ctl("kubeconfig").succeeded().out());
    shell = cluster.shell().with("KUBECONFIG", config.toString());
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"crud", "apply"})
  void everyStepIsAnsweredAsItsLibraryExpects(String step) throws Exception {
    assertThat(shell.run(argv(step)).succeeded().out()).contains("done");
  }

  @Test
  void anInformerGoesOnAcrossARestartOfTheApiserver(@TempDir Path directory) throws Exception {
    var output = directory.resolve("seen.txt");
    var informer = shell.background(output, argv("informer"));
    try {
      Eventually.within(LIMIT)
          .untilAsserted(() -> assertThat(Files.readString(output)).contains("ready"));
      var operator = new Operator(cluster);
      var apiserver = ProcessHandle.of(operator.pid("apiserver")).orElseThrow();
      apiserver.destroyForcibly();
      apiserver.onExit().join();
      operator.start("apiserver");

      Eventually.within(LIMIT)
          .untilAsserted(
              () -> user.apply(Manifests.container("later") + "  running: false\n").succeeded());

      Eventually.within(LIMIT)
          .untilAsserted(() -> assertThat(Files.readString(output)).contains("added later"));
      user.delete("later").succeeded();
      Eventually.within(LIMIT)
          .untilAsserted(() -> assertThat(Files.readString(output)).contains("deleted later"));
    } finally {
      informer.destroy();
    }
  }

  private static List<String> argv(String step) {
    return List.of("node", PLACE.resolve("conformance.mjs").toString(), step);
  }
}
