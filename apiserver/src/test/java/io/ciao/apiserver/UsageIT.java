package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.ssntp.frame.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is used: told by a scheduler, read in the shapes of `metrics.k8s.io`, and in no etcd.
@Tag("api")
final class UsageIT {
  private static final String METRICS = "/apis/metrics.k8s.io/v1beta1/";
  private static final String INSTANCES = CIAO + "/namespaces/default/instances";

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;
  private static TestClient node;
  private static JsonNode web;
  private static JsonNode other;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
    server.publicImage("i");
    node = join("n1");
    join("n2");
    web = bound("web");
    other = bound("other");
  }

  private static TestClient join(String name) throws Exception {
    var client = server.client(server.certificates().node(name, UUID.randomUUID(), Role.AGENT));
    client.post(CIAO + "/nodes", "{}");
    var incarnation =
        client.post(CIAO + "/nodes/" + name + "/join", "{}").json().path("incarnation").asLong();
    client.post(CIAO + "/nodes/" + name + "/joined", "{\"incarnation\":" + incarnation + "}");
    return client;
  }

  private static JsonNode bound(String name) throws Exception {
    var body = "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"image\":\"i\"}}".formatted(name);
    var created = admin.post(INSTANCES, body).json();
    var item =
        """
        {"items":[{"namespace":"default","name":"%s","uid":"%s","generation":1,"nodeName":"n1",
          "nodeUID":"x","network":{"subnet":"172.16.0.0/24","concentrator":"default-4097",
          "mac":"02:00:ac:10:00:02","address":"172.16.0.%d","forward":33002},
          "ssh":{"host":"198.18.0.100","port":33002}}]}\
        """
            .formatted(name, created.at("/metadata/uid").asText(), name.equals("web") ? 2 : 3);
    var answer = server.scheduler().post(CIAO + "/instances:bind", item);
    assertThat(answer.json().at("/items/0/code").asInt()).as(answer.text()).isEqualTo(200);
    return created;
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static void tell(String nodeName, long ageMillis) throws Exception {
    var body =
        """
        {"items":[{"node":"%s","ageMillis":%d,"load":1,
          "used":{"cpuMilli":500,"memoryBytes":1073741824},
          "total":{"cpuMilli":2000,"memoryBytes":4294967296},
          "instances":[{"uid":"%s","used":{"cpuMilli":70,"memoryBytes":104857600}},
                       {"uid":"%s","used":{"memoryBytes":1}}]}]}\
        """
            .formatted(nodeName, ageMillis, uid(web), uid(other));
    var answer = server.scheduler().post(CIAO + "/nodes:usage", body);
    assertThat(answer.code()).as(answer.text()).isEqualTo(200);
  }

  private static String uid(JsonNode instance) {
    return instance.at("/metadata/uid").asText();
  }

  @Test
  void whatIsKnownIsShownAndWhatIsNotIsNeverZero() throws Exception {
    assertThat(admin.get(METRICS + "nodes/n2").code()).isEqualTo(404);
    tell("n1", 1_000);
    // A node says nothing of what is bound to another.
    tell("n2", 40_000);

    var nodes = admin.get(METRICS + "nodes").json().path("items");
    assertThat(nodes).hasSize(1);
    assertThat(nodes.at("/0/usage").toString())
        .isEqualTo("{\"cpu\":\"500m\",\"memory\":\"1048576Ki\"}");
    var all = admin.get(METRICS + "nodes?unknown=true").json().path("items");
    assertThat(all).hasSize(2);
    assertThat(all.at("/1/usage")).isEmpty();
    assertThat(all.at("/1/ageSeconds").asLong()).isBetween(40L, 60L);

    var pods = admin.get(METRICS + "namespaces/default/pods").json().path("items");
    assertThat(pods).hasSize(1);
    assertThat(pods.at("/0/containers/0/usage/cpu").asText()).isEqualTo("70m");
    var pod = admin.get(METRICS + "namespaces/default/pods?unknown=true").json().path("items");
    assertThat(pod.findValuesAsText("name")).contains("web", "other");
    assertThat(pod.at("/0/containers/0/usage").toString()).isEqualTo("{\"memory\":\"0Ki\"}");

    assertThat(server.etcdctl("get", "--prefix", "/")).contains("n1").doesNotContain("cpuMilli");
  }

  @Test
  void whatWasSaidLastCounts() throws Exception {
    tell("n1", 0);
    tell("n1", 120_000);
    assertThat(admin.get(METRICS + "nodes/n1").code()).isEqualTo(200);
  }

  @Test
  void nodesNeitherTellItNorReadOfOthers() throws Exception {
    assertThat(node.post(CIAO + "/nodes:usage", "{\"items\":[]}").code()).isEqualTo(403);
    assertThat(node.get(METRICS + "namespaces/default/pods").code()).isEqualTo(403);
    assertThat(node.get("/api/v1/nodes").code()).isEqualTo(403);
    assertThat(node.get("/api/v1/pods").code()).isEqualTo(403);
    assertThat(server.scheduler().post(CIAO + "/nodes:usage", "{}").message())
        .isEqualTo("items: a list of at most 256 is needed");
    assertThat(admin.delete(METRICS + "nodes/n1").code()).isEqualTo(405);
  }

  @Test
  void kubectlTopReadsIt() throws Exception {
    var installed =
        Stream.of("/usr/bin/kubectl", "/usr/local/bin/kubectl")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(installed.isPresent(), "needs kubectl: none is installed");
    var kubectl = installed.get();
    tell("n1", 0);

    assertThat(kubectl(kubectl, "top", "node")).contains("n1", "500m", "25%", "1024Mi");
    assertThat(kubectl(kubectl, "top", "pod")).contains("web", "70m", "100Mi");
    assertThat(kubectl(kubectl, "top", "pod", "-n", "ciao-none"))
        .isEqualTo("No resources found in ciao-none namespace.\n");
  }

  private static String kubectl(Path program, String... words)
      throws IOException, InterruptedException {
    var files = TestCertificates.write(server.certificates().admin(), directory.resolve("admin"));
    var argv =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--kubeconfig=/dev/null",
                "--server=" + server.url(),
                "--certificate-authority=" + files.resolve("ca.pem"),
                "--client-certificate=" + files.resolve("cert.pem"),
                "--client-key=" + files.resolve("key.pem")));
    argv.addAll(List.of(words));
    var process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}
