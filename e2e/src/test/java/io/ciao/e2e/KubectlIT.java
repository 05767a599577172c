package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.Needs;
import io.ciao.e2e.env.Ran;
import io.ciao.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// An unchanged `kubectl` against the cluster, without extra flags.
@Tag("api")
class KubectlIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User user;
  private static Path home;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startCluster(@TempDir Path directory) throws Exception {
    Needs.programs("kubectl");
    cluster = Cluster.start("k");
    running = cluster;
    user = User.of(cluster).equipped();
    home = directory;
    Files.writeString(home.resolve("kubeconfig"), cluster.ctl("kubeconfig").succeeded().out());
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void leadsAnInstanceThroughItsLife() throws Exception {
    var manifest = Manifests.container("kube");

    assertThat(kubectl(manifest, "apply", "-f", "-").succeeded().out())
        .contains("instance.ciao.io/kube created");
    assertThat(
            kubectl("", "wait", "--for=condition=Ready", "instance/kube", "--timeout=60s")
                .succeeded()
                .out())
        .contains("condition met");
    assertThat(kubectl("", "get", "instances").succeeded().out())
        .contains("NAME", "READY", "STATUS", "NODE", "ADDRESS")
        .contains("kube", "Running", "cn1");
    assertThat(kubectl(manifest, "apply", "-f", "-").succeeded().out()).contains("unchanged");
    assertThat(kubectl(manifest + "  running: false\n", "apply", "-f", "-").succeeded().out())
        .contains("configured");
    assertThat(kubectl("", "describe", "instance", "kube").succeeded().out())
        .contains("Name:", "kube", "Conditions:");
    assertThat(kubectl("", "delete", "instance", "kube", "--timeout=60s").succeeded().out())
        .contains("deleted");
    assertThat(user.find("kube")).isEmpty();
  }

  @Test
  void readsWhatCiaoctlAppliedAndTheOtherWayRound() throws Exception {
    var manifest = Manifests.container("both") + "  running: false\n";
    user.apply(manifest).succeeded();

    assertThat(kubectl(manifest, "apply", "-f", "-").succeeded().out()).contains("unchanged");
    assertThat(user.apply(manifest).succeeded().out()).contains("unchanged");
    user.delete("both").succeeded();
  }

  @Test
  void discoversTheKindsAndTheVersion() throws Exception {
    assertThat(kubectl("", "api-resources", "--api-group=ciao.io").succeeded().out())
        .contains("instances", "inst", "concentrators", "Workload", "tenants");
    assertThat(kubectl("", "version").succeeded().out()).contains("Server Version");
    assertThat(kubectl("", "get", "inst,nodes,ns,events").succeeded().text())
        .contains("namespace/default");
    assertThat(kubectl("", "explain", "instance.spec.resources").succeeded().out())
        .contains("memory", "vcpus");
  }

  @Test
  void watchesAsTableRows() throws Exception {
    var output = home.resolve("watch.txt");
    var watch = cluster.shell().background(output, argv("get", "instances", "-w"));
    try {
      Eventually.within(LIMIT)
          .untilAsserted(
              () -> {
                user.apply(Manifests.container("seen") + "  running: false\n").succeeded();
                assertThat(Files.readString(output)).contains("seen");
              });
    } finally {
      watch.destroy();
    }
    user.delete("seen").succeeded();
  }

  @Test
  void saysWhatIsWrongInAManifest() throws Exception {
    var ran = kubectl(Manifests.container("wrong") + "  memroy: 5\n", "apply", "-f", "-");

    assertThat(ran.status()).isNotZero();
    assertThat(ran.err()).contains("memroy");
    assertThat(user.find("wrong")).isEmpty();
  }

  private static Ran kubectl(String input, String... arguments) throws Exception {
    return cluster
        .shell()
        .with("HOME", home.toString())
        .run(LIMIT.plusSeconds(30), input.getBytes(StandardCharsets.UTF_8), argv(arguments));
  }

  private static List<String> argv(String... arguments) {
    var argv =
        new ArrayList<>(List.of("kubectl", "--kubeconfig", home.resolve("kubeconfig").toString()));
    argv.addAll(Arrays.asList(arguments));
    return argv;
  }
}
