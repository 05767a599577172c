package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.meta.ObjectKey;
import io.ciao.e2e.actor.Manifests;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.User;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.RestCalls;
import io.ciao.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a user sees of the interface: mistakes and their messages, tables, watches.
@Tag("api")
class ApiIT {
  private static final String INSTANCES = "/apis/ciao.io/v1/namespaces/default/instances";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static User user;
  private static Operator operator;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);
  @TempDir private Path directory;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = Cluster.start("a", "--nodes", "2");
    running = cluster;
    user = User.of(cluster).equipped();
    operator = new Operator(cluster);
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (running != null) {
      running.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refuseMistakesWithAMessageThatNamesThem(BadInputs bad) throws Exception {
    var before = instances();

    var ran = user.apply(bad.manifest());

    assertThat(ran.status()).as("%s", ran).isEqualTo(1);
    assertThat(ran.err()).startsWith("ciaoctl: ").contains(bad.said()).doesNotContain("\tat ");
    assertThat(instances()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void refuseMistakesOfOtherClientsAlike(BadInputs bad) throws Exception {
    var before = instances();
    var body = bad.manifest().getBytes(StandardCharsets.UTF_8);

    var answer = RestCalls.of(cluster).post(INSTANCES, "application/yaml", body);

    assertThat(answer.code()).as("%s", answer).isEqualTo(bad.code());
    assertThat(answer.body().path("kind").asText()).isEqualTo("Status");
    assertThat(answer.message()).contains(bad.said());
    assertThat(instances()).isEqualTo(before);
  }

  @Test
  void refuseANameInUse() throws Exception {
    user.apply(stopped("taken")).succeeded();
    var json = ObjectReader.readOne(stopped("taken").getBytes(StandardCharsets.UTF_8));

    var answer = RestCalls.of(cluster).post(INSTANCES, "application/json", Json.write(json));

    assertThat(answer.code()).isEqualTo(409);
    assertThat(answer.reason()).isEqualTo("AlreadyExists");
    assertThat(answer.message()).contains("taken");
    user.delete("taken").succeeded();
  }

  @Test
  void keepAnInstanceThatFitsNoNodePendingAndNameEachNodesReason() throws Exception {
    user.apply(Manifests.container("huge") + "  resources: {memory: 9Ti}\n").succeeded();

    Eventually.within(LIMIT)
        .untilAsserted(
            () -> assertThat(user.why("huge")).contains("cn1", "cn2", "nn1", "memory", "9 TiB"));
    assertThat(user.get("huge").status().binding()).isNull();
    user.delete("huge").succeeded();
    assertThat(user.find("huge")).isEmpty();
  }

  @Test
  void acceptAnAbsentImageWithAWarningAndStartWhenItIsThere() throws Exception {
    var manifest =
        """
        apiVersion: ciao.io/v1
        kind: Instance
        metadata: {name: early}
        spec: {runtime: container, image: later, resources: {memory: 32Mi}}
        """;

    var ran = user.apply(manifest).succeeded();

    assertThat(ran.err()).contains("Warning: ").contains("later");
    Eventually.within(LIMIT).untilAsserted(() -> assertThat(user.why("early")).contains("later"));
    user.apply(
            """
            apiVersion: ciao.io/v1
            kind: Image
            metadata: {name: later}
            spec: {format: docker, source: {docker: {name: "ciao/tiny:latest"}}}
            """)
        .succeeded();
    user.awaitReady("early");
    user.delete("early").succeeded();
    user.ctl("delete", "image", "later").succeeded();
  }

  @Test
  void keepServingTheLastGoodVersionOfWhatSomebodyGarbles() throws Exception {
    user.apply(stopped("garbled")).succeeded();
    Eventually.within(LIMIT).until("it has settled", () -> user.find("garbled").isPresent());
    var key = "/ciao/instances/default/garbled";

    operator.etcdctl("garbage: [".getBytes(StandardCharsets.UTF_8), "put", key).succeeded();

    Eventually.within(LIMIT).untilAsserted(() -> assertThat(user.why("garbled")).contains(key));
    assertThat(user.ctl("get", "instance", "garbled").succeeded().out()).contains("garbled");
    assertThat(user.ctl("get", "instances").succeeded().out()).contains("garbled");
    // A client's next write puts it right.
    user.apply(stopped("garbled") + "  sshKeys: [quickstart]\n").succeeded();
    assertThat(operator.etcdctl("get", key).out())
        .contains("kind: Instance")
        .contains("quickstart");
    user.delete("garbled").succeeded();
  }

  @Test
  void stayAwayFromGarbageUnderANewKeyAndNameIt() throws Exception {
    var key = "/ciao/instances/default/ghost";

    operator.etcdctl("\0\1".getBytes(StandardCharsets.UTF_8), "put", key).succeeded();

    assertThat(user.ctl("get", "instance", "ghost").status()).isEqualTo(1);
    assertThat(user.ctl("get", "instances").status()).isZero();
    Eventually.within(LIMIT)
        .untilAsserted(() -> assertThat(user.ctl("why", "instance/ghost").text()).contains(key));
    operator.etcdctl("del", key).succeeded();
  }

  @Test
  void printObjectsInEveryForm() throws Exception {
    user.apply(stopped("form").replace("{name: form}", "{name: form, labels: {app: tour}}"))
        .succeeded();

    assertThat(user.ctl("get", "instances", "-l", "app=tour").succeeded().out())
        .startsWith("NAME")
        .contains("form");
    assertThat(user.ctl("get", "instances", "-l", "app=other").succeeded().out()).isEmpty();
    assertThat(user.ctl("get", "instances", "-A").succeeded().out())
        .startsWith("TENANT")
        .contains("default");
    assertThat(user.ctl("get", "instance/form", "-o", "name").succeeded().out())
        .isEqualTo("instance.ciao.io/form\n");
    assertThat(user.ctl("get", "instance", "form", "-o", "wide").succeeded().out())
        .contains("WORKLOAD");
    var yaml = user.ctl("get", "instance", "form", "-o", "yaml").succeeded().out();
    var json = user.ctl("get", "instance", "form", "-o", "json").succeeded().out();
    assertThat(tree(yaml).path("metadata").path("uid"))
        .isEqualTo(tree(json).path("metadata").path("uid"));
    assertThat(yaml).contains("apiVersion: ciao.io/v1\n").contains("app: tour");
    assertThat(user.ctl("describe", "instance", "form").succeeded().out())
        .contains("Conditions:", "Ready");
    user.delete("form").succeeded();
  }

  @Test
  void createByNameWhatOneLineSays() throws Exception {
    var file = directory.resolve("key");

    user.ctl("create", "securitygroup", "web", "--allow", "tcp:22,icmp,tcp:5432@group:web")
        .succeeded();
    var wrong = user.ctl("create", "securitygroup", "bad", "--allow", "tcp:22@10.0.0.1");
    var address = user.ctl("create", "externalip", "web", "--pool", "public", "--instance", "no");
    user.ctl("create", "sshkey", "made", "--generate", "--out", file.toString()).succeeded();
    var again = user.ctl("create", "sshkey", "made", "--generate", "--out", directory + "/second");

    var group = tree(user.ctl("get", "sg/web", "-o", "yaml").succeeded().out()).path("spec");
    assertThat(group.path("ingress")).hasSize(3);
    assertThat(group.path("egress").path(0).path("protocol").asText()).isEqualTo("any");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("for one address write 10.0.0.1/32");
    assertThat(address.succeeded().err()).contains("Warning: ", "public");
    assertThat(user.ctl("get", "externalips").succeeded().out()).contains("MAPPED", "public");
    assertThat(user.ctl("get", "networks").succeeded().out()).contains("SUBNETS", "172.16.0.0/16");
    assertThat(user.ctl("get", "concentrators").status()).isZero();
    assertThat(Files.readString(file)).startsWith("-----BEGIN OPENSSH PRIVATE KEY-----");
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).contains("made").contains("already exists");
    assertThat(directory.resolve("second")).doesNotExist();
    user.ctl("delete", "securitygroup/web", "externalip/web", "sshkey/made").succeeded();
  }

  @Test
  void showChangesAsTheyHappen() throws Exception {
    var output = directory.resolve("watch.txt");
    var watch =
        cluster
            .shell()
            .background(output, List.of(Cluster.ciaoctl(), "get", "instances", "-w", "-o", "name"));
    try {
      Eventually.within(LIMIT)
          .untilAsserted(
              () -> {
                user.apply(
                        stopped("watched")
                            .replace("spec:", "spec:\n  sshKeys: [k" + System.nanoTime() + "]"))
                    .succeeded();
                assertThat(Files.readString(output)).contains("instance.ciao.io/watched");
              });
    } finally {
      watch.destroy();
    }
    user.delete("watched").succeeded();
  }

  @Test
  void applyTwiceChangesNothing() throws Exception {
    assertThat(user.apply(stopped("twice")).succeeded().out()).contains("created");
    var version = user.get("twice").metadata().generation();

    assertThat(user.apply(stopped("twice")).succeeded().out()).contains("unchanged");
    assertThat(user.get("twice").metadata().generation()).isEqualTo(version);
    user.delete("twice").succeeded();
  }

  @Test
  void endATenantWithAllThatItHoldsAndSayWhatItWaitsFor() throws Exception {
    user.apply("apiVersion: ciao.io/v1\nkind: Tenant\nmetadata: {name: leaving}\n").succeeded();
    var guest = new User(cluster, "leaving");
    guest
        .apply(
            """
            apiVersion: ciao.io/v1
            kind: Instance
            metadata: {name: last, finalizers: [example.com/hold]}
            spec: {runtime: container, image: tiny-container, resources: {memory: 32Mi}}
            """)
        .succeeded();
    guest.awaitReady("last");

    user.ctl("delete", "tenant", "leaving", "--wait=false").succeeded();

    Eventually.within(LIMIT)
        .untilAsserted(
            () ->
                assertThat(user.ctl("why", "tenant/leaving").text())
                    .contains("instance/last (finalizer example.com/hold)", "concentrator/"));
    assertThat(guest.apply(stopped("late")).err()).contains("because it is being terminated");
    var released = Json.object();
    released.putObject("metadata").putNull("finalizers");
    cluster.api().mergePatch(ResourceType.INSTANCES, new ObjectKey("leaving", "last"), released);
    Eventually.within(LIMIT)
        .until("it is gone", () -> user.ctl("get", "tenant", "leaving").status() == 1);
    assertThat(cluster.docker("ps", "-aq", "--filter", "label=io.ciao.tenant=leaving").out())
        .isEmpty();
  }

  @Test
  void endWithStatus3WhereNobodyAnswers() throws Exception {
    var config = directory.resolve("config");
    var text = Files.readString(cluster.kubeconfig());
    Files.writeString(config, text.replace(":" + cluster.server().getPort(), ":1"));

    var ran = cluster.ctl("get", "nodes", "--kubeconfig", config.toString());

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.err()).startsWith("ciaoctl: ").contains("127.0.0.1:1");
  }

  private static String stopped(String name) {
    return Manifests.container(name) + "  running: false\n";
  }

  private static ObjectNode tree(String text) {
    return ObjectReader.readOne(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Names and generations, for "nothing changed".
  private static List<String> instances() {
    return cluster.api().list(ResourceType.INSTANCES, null, ListQuery.ALL).items().stream()
        .map(i -> i.path("metadata").path("name") + "@" + i.path("metadata").path("generation"))
        .toList();
  }
}
