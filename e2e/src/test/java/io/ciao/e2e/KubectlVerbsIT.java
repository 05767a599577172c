package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.ObjectReader;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.Needs;
import io.ciao.e2e.kubectl.Kubectl;
import io.ciao.e2e.kubectl.VerbTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

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

  /// All versions at the same time, each in a namespace of its own.
  @Test
  void everyKubectlIsAnsweredEveryCommandOfTheTable(@TempDir Path directory) throws Exception {
    var kubectls = Kubectl.onThisMachine();
    Map<Kubectl, Future<List<String>>> running = new LinkedHashMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var kubectl : kubectls) {
        running.put(kubectl, threads.submit(() -> failures(kubectl, directory)));
      }
      for (var one : running.entrySet()) {
        assertThat(one.getValue().get()).as("%s", one.getKey()).isEmpty();
      }
    }
    assertThat(kubectls).isNotEmpty();
  }

  private static List<String> failures(Kubectl kubectl, Path directory) throws Exception {
    var namespace = "v" + kubectl.minor();
    var home = Files.createDirectory(directory.resolve(namespace));
    var config = home.resolve("kubeconfig");
    Files.writeString(config, cluster.ctl("kubeconfig").succeeded().out());
    table.writeInputs(home);
    var hand = kubectl.in(cluster.shell(), home, config);
    hand.run(List.of("create", "namespace", namespace)).succeeded();
    List<String> failures = new ArrayList<>();
    for (var step : table.steps(kubectl.minor())) {
      var ran = hand.run(step.arguments(namespace), step.editor());
      step.complaint(ran).ifPresent(failures::add);
    }
    hand.run(List.of("delete", "namespace", namespace, "--timeout=90s")).succeeded();
    assertThat(hand.run(List.of("get", "namespace", namespace)).err()).contains("not found");
    return failures;
  }
}
