package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.env.Cluster;
import io.ciao.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Clusters beside one another: what is taken is refused, what is shared is divided, and each ends
/// what is its own.
@Tag("failover")
class SideBySideIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void refusesWhatIsTakenAndSaysByWhom() throws Exception {
    var cluster = Cluster.prepare("t");
    try {
      cluster.up("--only", "apiserver").succeeded();
      Eventually.within(LIMIT).until("it listens", () -> cluster.ctl("version").status() == 0);
      var other = cluster.directory() + "-other";
      var dev =
          new String[] {"dev", "up", "--ssntp-port", "0", "--dir", other, "--no-wait", "--name"};

      var sameName = run(cluster, dev, cluster.name(), "--underlay", "198.19.0.0/24");
      assertThat(sameName).contains("the name " + cluster.name() + " is taken");
      var sameUnderlay =
          run(cluster, dev, "zzz", "--api-port", "0", "--underlay", cluster.address(0) + "/24");
      assertThat(sameUnderlay).contains("overlaps a route", "ciao-" + cluster.name());
      var port = Integer.toString(cluster.server().getPort());
      var samePort = run(cluster, dev, "zzz", "--underlay", "198.19.0.0/24", "--api-port", port);
      assertThat(samePort).contains("port " + port + " is taken by", "java");
      assertThat(Path.of(other)).doesNotExist();
    } finally {
      cluster.close();
    }
  }

  @Test
  void sharesTheMachineBetweenItsNodesAndRunsEachProcessByItself() throws Exception {
    var cluster = Cluster.start("s", "--nodes", "2");
    try {
      var processes = new Operator(cluster).processes();
      assertThat(processes.keySet())
          .contains("apiserver", "scheduler", "nn1", "nn1-cnci", "cn1", "cn2", "outside");
      assertThat(processes.values()).doesNotHaveDuplicates();
      assertThat(cluster.status().out()).contains("ETCDCTL_ENDPOINTS=https://127.0.0.1:");
      assertThat(cluster.up().succeeded().err()).doesNotContain("started ");

      var vcpus = cluster.ctl("get", "nodes", "cn1", "cn2", "-o", "json").succeeded().out();
      var total = 0;
      for (var node : Json.parse(vcpus.getBytes(StandardCharsets.UTF_8)).path("items")) {
        total += node.path("status").path("allocatable").path("vcpus").asInt();
      }
      assertThat(total)
          .isPositive()
          .isLessThanOrEqualTo(Math.max(2, Runtime.getRuntime().availableProcessors()));
      var key = cluster.directory().resolve("tls/dev-only-ca-key.pem");
      assertThat(Files.getPosixFilePermissions(key))
          .containsExactlyInAnyOrder(
              PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    } finally {
      cluster.close();
    }
  }

  /// As if `dev up` had been killed between the start of a process and the record of it; close()
  /// fails if something is left.
  @Test
  void endsWhatACutShortStartDidNotRecord() throws Exception {
    var cluster = Cluster.prepare("c");
    try {
      cluster.up("--only", "outside,scheduler").succeeded();
      for (var process : List.of("outside", "scheduler")) {
        Files.delete(cluster.directory().resolve("run/" + process + ".json"));
      }
    } finally {
      cluster.close();
    }
  }

  private static String run(Cluster cluster, String[] words, String... more) throws Exception {
    var arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of(more));
    var ran = cluster.ctl(arguments.toArray(String[]::new)).ended(1);
    assertThat(ran.err()).startsWith("ciaoctl: ");
    return ran.err();
  }
}
