package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.ObjectReader;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.Needs;
import io.ciao.e2e.env.Ran;
import io.ciao.e2e.kubectl.Kubectl;
import io.ciao.e2e.kubectl.VerbTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The verb table, command by command, with every kubectl that this machine has.
@Tag("api")
class KubectlVerbsIT {
  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static VerbTable table;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startCluster() throws Exception {
    Needs.programs("kubectl");
    try (var text = KubectlVerbsIT.class.getResourceAsStream("/kubectl/verbs.yaml")) {
      assertThat(text).isNotNull();
      table = VerbTable.of(ObjectReader.readOne(text.readAllBytes()));
    }
    cluster = Cluster.start("v");
    running = cluster;
    User.of(cluster).equipped();
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  static List<Kubectl> versions() throws Exception {
    return Kubectl.onThisMachine();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyCommandOfTheTableIsAnswered(Kubectl kubectl, @TempDir Path home) throws Exception {
    var namespace = "v" + kubectl.minor();
    var config = home.resolve("kubeconfig");
    Files.writeString(config, cluster.ctl("kubeconfig").succeeded().out());
    table.writeInputs(home);
    var hand = kubectl.in(cluster.shell(), home, config);
    hand.run(List.of("create", "namespace", namespace)).succeeded();
    List<String> failures = new ArrayList<>();
    for (var step : table.steps(kubectl.minor())) {
      Ran ran = hand.run(step.arguments(namespace), step.editor());
      step.complaint(ran).ifPresent(complaint -> failures.add(complaint));
    }
    assertThat(failures).as("%s", kubectl).isEmpty();
    hand.run(List.of("delete", "namespace", namespace, "--timeout=90s")).succeeded();
    assertThat(hand.run(List.of("get", "namespace", namespace)).err()).contains("not found");
  }
}
