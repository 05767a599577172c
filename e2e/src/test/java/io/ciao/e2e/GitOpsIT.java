package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.Needs;
import io.ciao.e2e.env.Ran;
import io.ciao.e2e.env.Shell;
import java.io.IOException;
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
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The flow of docs/gitops.md, with the directory that it describes: applied by both tools, drift
/// put right, what left the files pruned. The steps build on each other, as they do for a user.
@Tag("api")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GitOpsIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static Path files;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);
  @TempDir private Path directory;

  @BeforeAll
  static void startCluster(@TempDir Path copy) throws Exception {
    cluster = Cluster.start("g");
    running = cluster;
    User.of(cluster).equipped();
    files = copy.resolve("gitops");
    copy(Shell.ROOT.resolve("manifests/examples/gitops"), files);
    leaveOutUnservedKinds();
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  @Test
  @Order(1)
  void showsBeforehandWhatAnApplyWouldMake() throws Exception {
    var diff = gitops("diff");

    assertThat(diff.ended(1).out())
        .contains("+++ files/instance/page-0", "+  workload: page", "+++ files/tenant");
    assertThat(instances()).isEmpty();
  }

  @Test
  @Order(2)
  void makesTheTenantAndRunsItsInstances() throws Exception {
    assertThat(gitops("apply").succeeded().out())
        .contains("tenant/shop", "instance/page-0 created");

    assertThat(instances()).containsExactlyInAnyOrder("page-0", "page-1", "store");
    ctl(
            "wait",
            "-n",
            "shop",
            "instance/page-0",
            "instance/page-1",
            "instance/store",
            "--for=condition=Ready",
            "--timeout=120s")
        .succeeded();
  }

  @Test
  @Order(3)
  void changesNothingWhenItIsAppliedAgain() throws Exception {
    var before = versions();

    assertThat(gitops("apply").succeeded().out())
        .contains("unchanged")
        .doesNotContain("configured");
    assertThat(gitops("diff").succeeded().out()).isEmpty();
    assertThat(versions()).isEqualTo(before);
  }

  @Test
  @Order(4)
  void isAppliedByAnUnchangedKubectlToo() throws Exception {
    Needs.programs("kubectl");

    var ran = kubectl("apply", "--server-side", "-k", files.toString());

    assertThat(ran.succeeded().out()).contains("instance.ciao.io/page-0 serverside-applied");
    assertThat(instances()).containsExactlyInAnyOrder("page-0", "page-1", "store");
    assertThat(gitops("diff").succeeded().out()).isEmpty();
  }

  @Test
  @Order(5)
  void putsDriftRightAndSaysWhoseItIs() throws Exception {
    ctl("label", "instance", "page-0", "-n", "shop", "tier=wrong", "mine=stays", "--overwrite")
        .succeeded();

    assertThat(gitops("apply").ended(1).err())
        .contains("instance/page-0", "ciaoctl-label", "--force-conflicts");
    assertThat(gitops("diff", "--force-conflicts").ended(1).out())
        .contains("-    tier: wrong", "+    tier: front");
    gitops("apply", "--force-conflicts").succeeded();

    assertThat(label("page-0", "tier")).isEqualTo("front");
    assertThat(label("page-0", "mine")).isEqualTo("stays");
    assertThat(gitops("diff").succeeded().out()).isEmpty();
  }

  @Test
  @Order(6)
  void deletesWhatLeftTheFilesAndNothingElse() throws Exception {
    ctl(container("by-hand"), "apply", "-n", "shop", "-f", "-").succeeded();
    var frontend = files.resolve("shop/frontend.yaml");
    var both = Files.readString(frontend);
    Files.writeString(frontend, both.substring(0, both.indexOf("---")));

    assertThat(gitops("apply").succeeded().out()).contains("page-0 unchanged");
    assertThat(instances()).contains("page-1");
    assertThat(gitops("diff", "--prune").ended(1).out()).contains("--- live/instance/page-1");
    assertThat(gitops("apply", "--prune", "--dry-run=server").succeeded().out())
        .contains("page-1 in tenant shop pruned (dry run)");
    assertThat(instances()).contains("page-1");
    assertThat(gitops("apply", "--prune").succeeded().out())
        .contains("instance/page-1 in tenant shop pruned");

    ctl("wait", "-n", "shop", "instance/page-1", "--for=delete", "--timeout=60s").succeeded();
    assertThat(instances()).containsExactlyInAnyOrder("page-0", "store", "by-hand");
  }

  @Test
  @Order(7)
  void refusesToPruneEverythingByAccident() throws Exception {
    var other = Files.writeString(directory.resolve("other.yaml"), text(container("other")));
    var before = versions();

    var wrongFiles =
        ctl(
            "apply",
            "--server-side",
            "-n",
            "shop",
            "-f",
            other.toString(),
            "--prune",
            "--applied-set",
            "shop");
    var noSet = ctl("apply", "-f", other.toString(), "--prune");
    var noFiles =
        ctl(
            "apply",
            "-f",
            directory.resolve("none").toString(),
            "--prune",
            "--applied-set",
            "shop");

    assertThat(wrongFiles.ended(1).err()).contains("would delete all of them");
    assertThat(noSet.ended(2).err()).contains("--prune needs --applied-set");
    assertThat(noFiles.ended(1).err()).contains("there is no such file");
    assertThat(versions()).isEqualTo(before);
  }

  @Test
  @Order(8)
  void prunesNothingWhereSomethingWasRefused() throws Exception {
    var backend = files.resolve("shop/backend.yaml");
    var good = Files.readString(backend);
    Files.writeString(backend, good.replace("workload: store", "workloda: store"));
    Files.writeString(
        files.resolve("shop/frontend.yaml"),
        text(container("page-2")).replace("tiny-container", "page"));
    try {
      var ran = gitops("apply", "--prune").ended(1);

      assertThat(ran.err()).contains("workloda", "nothing is pruned");
      assertThat(instances()).contains("page-0", "page-2");
    } finally {
      Files.writeString(backend, good);
    }
  }

  @Test
  @Order(9)
  void writesATenantIntoFilesThatApplyUnchanged() throws Exception {
    var out = directory.resolve("exported");

    ctl("export", out.toString(), "-n", "shop").succeeded();

    assertThat(out.resolve("kustomization.yaml")).exists();
    assertThat(Files.readString(out.resolve("instance-by-hand.yaml")))
        .contains("workload:", "tiny-container")
        .doesNotContain("uid:", "status:", "managedFields");
    assertThat(ctl("diff", "-k", out.toString()).succeeded().out()).isEmpty();
    assertThat(ctl("export", out.toString(), "-n", "shop").ended(1).err()).contains("--overwrite");
  }

  /// The files in the set, on the server's side.
  private static Ran gitops(String command, String... more) throws InterruptedException {
    var words = new ArrayList<>(List.of(command, "--server-side", "-k", files.toString()));
    words.addAll(List.of("--applied-set", "shop"));
    words.addAll(Arrays.asList(more));
    return ctl(words.toArray(String[]::new));
  }

  private static Ran ctl(String... words) throws InterruptedException {
    return cluster.ctl(words);
  }

  private static Ran ctl(byte[] input, String... words) throws InterruptedException {
    return cluster.ctl(input, words);
  }

  private Ran kubectl(String... words) throws Exception {
    var config = directory.resolve("kubeconfig");
    Files.writeString(config, ctl("kubeconfig").succeeded().out());
    var argv = new ArrayList<>(List.of("kubectl", "--kubeconfig", config.toString()));
    argv.addAll(Arrays.asList(words));
    return cluster.shell().with("HOME", directory.toString()).run(LIMIT, argv);
  }

  private static byte[] container(String name) {
    return Manifests.container(name).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static List<String> instances() {
    return items().stream().map(item -> item.at("/metadata/name").asText()).toList();
  }

  /// Names and generations: what a no-op leaves. A status may change at any time.
  private static List<String> versions() {
    return items().stream()
        .map(item -> item.at("/metadata/name").asText() + "@" + item.at("/metadata/generation"))
        .toList();
  }

  private static List<ObjectNode> items() {
    return api().list(ResourceType.INSTANCES, "shop", ListQuery.ALL).items();
  }

  private static String label(String instance, String name) {
    var key = new ObjectKey("shop", instance);
    return api()
        .get(ResourceType.INSTANCES, key)
        .path("metadata")
        .path("labels")
        .path(name)
        .asText();
  }

  private static ApiClient api() {
    return cluster.api();
  }

  /// A server from before quotas takes the rest of the directory.
  private static void leaveOutUnservedKinds() throws IOException {
    var served = cluster.api().request("GET", "/apis/ciao.io/v1", null).path("resources");
    for (var resource : served) {
      if (resource.path("name").asText().equals("quotas")) {
        return;
      }
    }
    var kustomization = files.resolve("shop/kustomization.yaml");
    Files.writeString(kustomization, Files.readString(kustomization).replace("- quota.yaml\n", ""));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (var path : paths.toList()) {
        var target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
