package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.ssntp.frame.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Binding, releasing and reporting, also by several at once.
@Tag("api")
final class InstanceBatchIT {
  private static final String INSTANCES = CIAO + "/namespaces/default/instances";

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;
  private static TestClient scheduler;
  private static TestClient node;
  private static long incarnation;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
    server.publicImage("i");
    scheduler = server.scheduler();
    node = server.client(server.certificates().node("n1", UUID.randomUUID(), Role.AGENT));
    node.post(CIAO + "/nodes", "{\"metadata\":{\"name\":\"n1\"}}");
    incarnation = node.post(CIAO + "/nodes/n1/join", "{}").json().path("incarnation").asLong();
    node.post(CIAO + "/nodes/n1/joined", "{\"incarnation\":" + incarnation + ",\"removed\":[]}");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static JsonNode create(String name) throws Exception {
    return admin
        .post(INSTANCES, "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"image\":\"i\"}}")
        .json();
  }

  private static JsonNode get(String name) throws Exception {
    return admin.get(INSTANCES + "/" + name).json();
  }

  private static String item(JsonNode instance, String address) {
    return "{\"namespace\":\"default\",\"name\":\""
        + instance.at("/metadata/name").asText()
        + "\",\"uid\":\""
        + instance.at("/metadata/uid").asText()
        + "\",\"generation\":"
        + instance.at("/metadata/generation").asLong()
        + ",\"nodeName\":\"n1\",\"nodeUID\":\"x\",\"network\":{\"subnet\":\"172.16.0.0/24\","
        + "\"concentrator\":\"default-4097\",\"mac\":\"02:00:ac:10:00:02\",\"address\":\""
        + address
        + "\",\"forward\":33002},\"ssh\":{\"host\":\"198.18.0.100\",\"port\":33002}}";
  }

  private static JsonNode post(TestClient client, String action, String items) throws Exception {
    TestClient.Reply reply =
        client.post(CIAO + "/instances:" + action, "{\"items\":[" + items + "]}");
    assertThat(reply.code()).as(reply.text()).isEqualTo(200);
    return reply.json().path("items");
  }

  private static String bound(String name, String address) throws Exception {
    JsonNode answer = post(scheduler, "bind", item(create(name), address)).get(0);
    assertThat(answer.path("code").asInt()).as(answer.toString()).isEqualTo(200);
    return answer.path("epoch").asText();
  }

  private static String report(String name, String epoch, long seq, String state) throws Exception {
    return "{\"namespace\":\"default\",\"name\":\""
        + name
        + "\",\"uid\":\""
        + get(name).at("/metadata/uid").asText()
        + "\",\"report\":{\"epoch\":"
        + epoch
        + ",\"incarnation\":"
        + incarnation
        + ",\"seq\":"
        + seq
        + ",\"facts\":{\"generation\":1,\"state\":\""
        + state
        + "\"}}}";
  }

  @Test
  void bindsAtTheVersionThatItReplaces() throws Exception {
    JsonNode created = create("bind");

    JsonNode answer = post(scheduler, "bind", item(created, "172.16.0.10")).get(0);

    JsonNode now = get("bind");
    assertThat(answer.path("epoch").asText())
        .isEqualTo(created.at("/metadata/resourceVersion").asText());
    assertThat(now.at("/status/binding/epoch").asText()).isEqualTo(answer.path("epoch").asText());
    assertThat(now.at("/status/network/address").asText()).isEqualTo("172.16.0.10");
    assertThat(now.at("/metadata/generation").asLong()).isEqualTo(1);
    assertThat(now.at("/metadata/resourceVersion").asText())
        .isEqualTo(answer.path("resourceVersion").asText());
    assertThat(condition(now, "Scheduled")).isEqualTo("True Bound");
  }

  @Test
  void takesNoReportThatTheSchemaForbidsAndStillAllOthersOfTheBatch() throws Exception {
    String epoch = bound("nonsense", "172.16.0.91");
    String other = bound("sense", "172.16.0.92");
    String bad = report("nonsense", epoch, 5, "Nonsense");
    String condition =
        "{\"namespace\":\"default\",\"name\":\"sense\",\"uid\":"
            + get("sense").at("/metadata/uid")
            + ",\"conditions\":[{\"type\":\"Scheduled\",\"status\":\"True\",\"reason\":\"not a"
            + " reason\"}]}";

    JsonNode answers = post(node, "status", bad + "," + report("sense", other, 5, "Running"));
    JsonNode refused = post(scheduler, "status", condition).get(0);

    assertThat(answers.get(0).path("code").asInt()).isEqualTo(422);
    assertThat(answers.get(0).path("message").asText()).contains("status.observed.state");
    assertThat(answers.get(1).path("code").asInt()).isEqualTo(200);
    assertThat(refused.path("code").asInt()).isEqualTo(422);
    assertThat(get("nonsense").at("/status/observed").isMissingNode()).isTrue();
  }

  @Test
  void keepsWhoOwnsWhat() throws Exception {
    String epoch = bound("owned", "172.16.0.11");
    post(
        scheduler,
        "status",
        report("owned", epoch, 900, "Running").replace("\"report\"", "\"node\":\"n1\",\"report\""));

    JsonNode owners = get("owned").at("/metadata/managedFields");
    TestClient.Reply conflict =
        admin.send(
            "PATCH",
            INSTANCES + "/owned/status?fieldManager=ann",
            "{\"apiVersion\":\"ciao.io/v1\",\"kind\":\"Instance\",\"status\":{\"observed\":{}}}",
            "application/apply-patch+yaml");

    assertThat(owners.findValuesAsText("manager")).contains("ciao-scheduler", "ciao-agent");
    assertThat(owners.toString())
        .contains("f:binding", "\"f:observed\":{}", "Scheduled")
        .doesNotContain("\\\"Ready\\\"", "\\\"Running\\\"");
    assertThat(conflict.message())
        .contains("conflict with \"ciao-agent\" with subresource \"status\"", ".status.observed");
  }

  @Test
  void answersItemByItem() throws Exception {
    JsonNode one = create("mixed-1");
    JsonNode two = create("mixed-2");
    String taken = item(two, "172.16.0.20");
    String gone = item(one, "172.16.0.21").replace("mixed-1", "mixed-9");
    String other = item(one, "172.16.0.22").replace("\"generation\":1", "\"generation\":5");
    post(scheduler, "bind", item(one, "172.16.0.20"));

    JsonNode answers = post(scheduler, "bind", taken + "," + gone + "," + other);

    assertThat(answers.findValuesAsText("reason"))
        .containsExactly("AddressTaken", "NotFound", "Conflict");
    JsonNode again = post(scheduler, "bind", item(get("mixed-1"), "172.16.0.23")).get(0);
    assertThat(again.path("reason").asText()).isEqualTo("AlreadyBound");
    assertThat(again.path("code").asInt()).isEqualTo(409);
  }

  @Test
  void givesAnAddressToOneOfManyWhoWantIt() throws Exception {
    List<Callable<String>> racers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      JsonNode instance = create("race-" + i);
      racers.add(
          () ->
              post(scheduler, "bind", item(instance, "172.16.0.30"))
                  .get(0)
                  .path("reason")
                  .asText());
    }

    List<String> reasons = all(racers);

    assertThat(reasons.stream().filter("Bound"::equals).count()).isEqualTo(1);
    assertThat(reasons.stream().filter("AddressTaken"::equals).count()).isEqualTo(7);
  }

  @Test
  void givesAnAddressToOneOfTwoItemsOfOneRequest() throws Exception {
    JsonNode one = create("pair-1");
    JsonNode other = create("pair-2");
    JsonNode third = create("pair-3");

    JsonNode answers =
        post(
            scheduler,
            "bind",
            item(one, "172.16.0.31")
                + ","
                + item(other, "172.16.0.31")
                + ","
                + item(third, "172.16.0.32"));

    List<String> reasons = new ArrayList<>();
    answers.forEach(answer -> reasons.add(answer.path("reason").asText()));
    assertThat(reasons.subList(0, 2)).containsExactlyInAnyOrder("Bound", "AddressTaken");
    assertThat(reasons.get(2)).isEqualTo("Bound");
    String loser = reasons.get(0).equals("Bound") ? "pair-2" : "pair-1";
    assertThat(get(loser).at("/status/binding").isMissingNode()).isTrue();
    for (int i = 0; i < 3; i++) {
      if (answers.get(i).path("code").asInt() == 200) {
        assertThat(get("pair-" + (i + 1)).at("/metadata/resourceVersion").asText())
            .isEqualTo(answers.get(i).path("resourceVersion").asText());
      }
    }
  }

  @Test
  void bindsThoughTheObjectIsLabelledMeanwhile() throws Exception {
    List<Callable<String>> writers = new ArrayList<>();
    List<String> epochs = new ArrayList<>();
    JsonNode instance = create("busy");
    for (int i = 0; i < 4; i++) {
      String label = "{\"metadata\":{\"labels\":{\"l\":\"" + i + "\"}}}";
      writers.add(() -> String.valueOf(admin.patch(INSTANCES + "/busy", label).code()));
    }
    writers.add(
        () -> {
          JsonNode answer = post(scheduler, "bind", item(instance, "172.16.0.40")).get(0);
          epochs.add(answer.path("epoch").asText());
          return answer.path("code").asText();
        });

    assertThat(Set.copyOf(all(writers))).containsExactly("200");
    assertThat(get("busy").at("/status/binding/epoch").asText()).isEqualTo(epochs.getFirst());
  }

  @Test
  void appliesAReportOnceAndIgnoresWhatIsOld() throws Exception {
    String epoch = bound("report", "172.16.0.50");

    JsonNode first = post(node, "status", report("report", epoch, 5, "Running")).get(0);
    String version = get("report").at("/metadata/resourceVersion").asText();
    JsonNode twice = post(node, "status", report("report", epoch, 5, "Running")).get(0);
    JsonNode late = post(node, "status", report("report", epoch, 4, "Starting")).get(0);
    JsonNode old = post(node, "status", report("report", "64", 99, "Failed")).get(0);

    assertThat(first.path("reason").asText()).isEqualTo("Applied");
    assertThat(List.of(twice, late, old))
        .allSatisfy(answer -> assertThat(answer.path("reason").asText()).isEqualTo("Ignored"))
        .allSatisfy(answer -> assertThat(answer.path("code").asInt()).isEqualTo(200));
    JsonNode now = get("report");
    assertThat(now.at("/metadata/resourceVersion").asText()).isEqualTo(version);
    assertThat(condition(now, "Running")).isEqualTo("True Running");
    assertThat(condition(now, "Ready")).startsWith("False");
  }

  @Test
  void becomesReadyInOneWriteOfReportAndCondition() throws Exception {
    String epoch = bound("ready", "172.16.0.51");
    String item = report("ready", epoch, 1, "Running");
    String both =
        item.substring(0, item.length() - 1)
            + ",\"node\":\"n1\",\"conditions\":[{\"type\":\"NetworkAttached\","
            + "\"status\":\"True\",\"reason\":\"Attached\",\"message\":\"\"}]}";

    JsonNode answer = post(scheduler, "status", both).get(0);

    assertThat(answer.path("reason").asText()).as(answer.toString()).isEqualTo("Applied");
    assertThat(condition(get("ready"), "Ready")).isEqualTo("True Running");
    TestClient.Reply foreign =
        node.post(
            CIAO + "/instances:status",
            "{\"items\":[" + both.replace("NetworkAttached", "Scheduled") + "]}");
    assertThat(foreign.code()).isEqualTo(400);
  }

  @Test
  void takesReportsOfManyAtOnceWithoutLosingOne() throws Exception {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      create("many-" + i);
    }
    List<String> binds = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      binds.add(item(get("many-" + i), "172.16.1." + i));
    }
    JsonNode bound = post(scheduler, "bind", String.join(",", binds));
    for (int i = 0; i < 100; i++) {
      assertThat(bound.get(i).path("code").asInt()).as(bound.get(i).toString()).isEqualTo(200);
      items.add(report("many-" + i, bound.get(i).path("epoch").asText(), 100 + i, "Running"));
    }

    JsonNode answers = post(node, "status", String.join(",", items));

    assertThat(new HashSet<>(answers.findValuesAsText("reason"))).containsExactly("Applied");
    assertThat(
            admin
                .get(INSTANCES + "?fieldSelector=status.binding.nodeName%3Dn1")
                .json()
                .path("items")
                .size())
        .isGreaterThanOrEqualTo(100);
  }

  @Test
  void unbindsInTwoStepsAndReplacesAReleasedBinding() throws Exception {
    String epoch = bound("move", "172.16.0.60");
    String unbind =
        "{\"namespace\":\"default\",\"name\":\"move\",\"uid\":\""
            + get("move").at("/metadata/uid").asText()
            + "\",\"epoch\":"
            + epoch
            + "}";

    assertThat(post(scheduler, "unbind", unbind).get(0).path("reason").asText())
        .isEqualTo("Releasing");
    assertThat(post(scheduler, "unbind", unbind).get(0).path("reason").asText())
        .isEqualTo("Releasing");
    assertThat(check("move", epoch)).isEqualTo("Current");
    post(node, "status", report("move", epoch, 1_000, "Released"));
    assertThat(post(scheduler, "unbind", unbind).get(0).path("reason").asText())
        .isEqualTo("Unbound");
    assertThat(post(scheduler, "unbind", unbind).get(0).path("reason").asText())
        .isEqualTo("Unbound");
    assertThat(check("move", epoch)).isEqualTo("Superseded");

    JsonNode again = post(scheduler, "bind", item(get("move"), "172.16.0.61")).get(0);
    assertThat(again.path("code").asInt()).as(again.toString()).isEqualTo(200);
    assertThat(again.path("epoch").asLong()).isGreaterThan(Long.parseLong(epoch));
    assertThat(get("move").at("/status/network/address").asText())
        .as("the address stays with the instance")
        .isEqualTo("172.16.0.60");
  }

  @Test
  void givesTheAddressBackWithTheInstance() throws Exception {
    bound("first-owner", "172.16.0.70");
    String uid = get("first-owner").at("/metadata/uid").asText();
    admin.delete(INSTANCES + "/first-owner");
    assertThat(condition(get("first-owner"), "Ready")).isEqualTo("False Deleting");
    node.patch(INSTANCES + "/first-owner", "{\"metadata\":{\"finalizers\":[]}}");
    assertThat(admin.get(INSTANCES + "/first-owner").code()).isEqualTo(404);

    String epoch = bound("second-owner", "172.16.0.70");

    assertThat(epoch).isNotEmpty();
    JsonNode gone =
        post(
            node,
            "check",
            "{\"namespace\":\"default\",\"name\":\"first-owner\",\"uid\":\""
                + uid
                + "\",\"epoch\":"
                + epoch
                + "}");
    assertThat(gone.get(0).path("answer").asText()).isEqualTo("Gone");
  }

  private static String check(String name, String epoch) throws Exception {
    String item =
        "{\"namespace\":\"default\",\"name\":\""
            + name
            + "\",\"uid\":\""
            + get(name).at("/metadata/uid").asText()
            + "\",\"epoch\":"
            + epoch
            + "}";
    return post(node, "check", item).get(0).path("answer").asText();
  }

  private static String condition(JsonNode instance, String type) {
    for (JsonNode condition : instance.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText() + " " + condition.path("reason").asText();
      }
    }
    return "absent";
  }

  private static List<String> all(List<Callable<String>> tasks) throws Exception {
    List<String> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> future : threads.invokeAll(tasks)) {
        results.add(future.get());
      }
    }
    return results;
  }
}
