package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.TestClient.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A priority is given by a class, only as high as the Tenant permits, and for life.
@Tag("api")
final class PriorityIT {
  private static final String CLASSES = CIAO + "/priorityclasses";
  private static final String TENANT = CIAO + "/tenants/plain";
  private static final String INSTANCES = CIAO + "/namespaces/plain/instances";

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
    ok(201, admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"plain\"}}"));
    ok(201, priorityClass("low", -5));
    ok(201, priorityClass("high", 1000));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static Reply ok(int code, Reply reply) {
    assertThat(reply.code()).as(reply.text()).isEqualTo(code);
    return reply;
  }

  private static Reply priorityClass(String name, int value) throws Exception {
    return admin.postYaml(
        CLASSES, "metadata: {name: %s}\nspec: {value: %d}".formatted(name, value));
  }

  private static Reply instance(String name, String spec) throws Exception {
    return admin.postYaml(
        INSTANCES,
        "metadata: {name: %s}\nspec: {image: i, running: false%s}".formatted(name, spec));
  }

  @Test
  void classKeepsItsValueAndItsNameIsNotTheSystems() throws Exception {
    Reply changed = admin.patch(CLASSES + "/low", "{\"spec\":{\"value\":7}}");

    assertThat(changed.code()).isEqualTo(422);
    assertThat(changed.message()).contains("spec.value", "immutable");
    ok(200, admin.patch(CLASSES + "/low", "{\"spec\":{\"description\":\"for batches\"}}"));
    assertThat(priorityClass("system-node", 5).code()).isEqualTo(422);
    assertThat(priorityClass("huge", 1_000_000_001).message()).contains("1000000000");
    assertThat(admin.postYaml(CLASSES, "metadata: {name: empty}\nspec: {}").message())
        .contains("spec.value: Required value");
  }

  @Test
  void onlyOneClassIsTheDefault() throws Exception {
    String house = "metadata: {name: %s}\nspec: {value: -1, globalDefault: true}";
    ok(201, admin.postYaml(CLASSES, house.formatted("house")));
    Reply second = admin.postYaml(CLASSES, house.formatted("other"));
    JsonNode without = ok(201, instance("bydefault", "")).json();
    ok(200, admin.delete(CLASSES + "/house"));

    assertThat(second.code()).isEqualTo(422);
    assertThat(second.message()).contains("class \"house\" is the default already");
    assertThat(without.at("/spec/priorityClassName").asText()).isEqualTo("house");
    assertThat(without.at("/spec/priority").asInt()).isEqualTo(-1);
    assertThat(admin.get(INSTANCES + "/bydefault").json().at("/spec/priority").asInt())
        .as("what became of the class changes nothing")
        .isEqualTo(-1);
  }

  @Test
  void instanceGetsTheNumberAndKeepsIt() throws Exception {
    ObjectNode made = (ObjectNode) ok(201, instance("lowly", ", priorityClassName: low")).json();
    assertThat(made.at("/spec/priority").asInt()).isEqualTo(-5);

    Reply changed = admin.patch(INSTANCES + "/lowly", "{\"spec\":{\"priority\":9}}");
    assertThat(changed.code()).isEqualTo(422);
    assertThat(changed.message()).contains("spec.priority", "immutable");

    ((ObjectNode) made.path("spec")).remove("priority");
    ObjectNode same = (ObjectNode) ok(200, admin.put(INSTANCES + "/lowly", made.toString())).json();
    assertThat(same.at("/spec/priority").asInt()).isEqualTo(-5);
    assertThat(same.at("/metadata/generation").asInt()).as("nothing changed").isEqualTo(1);
  }

  @Test
  void higherThanTheTenantMayIsRefusedToEverybody() throws Exception {
    Reply refused = instance("important", ", priorityClassName: high");
    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.message())
        .contains("tenant plain may use priorities up to 0", "maxPriority must be at least that");
    assertThat(instance("nowhere", ", priorityClassName: nothing").message())
        .contains("there is no PriorityClass of this name");

    ok(200, admin.patch(TENANT, "{\"spec\":{\"permissions\":{\"maxPriority\":1000}}}"));
    JsonNode made = ok(201, instance("important", ", priorityClassName: high")).json();
    ok(200, admin.patch(TENANT, "{\"spec\":{\"permissions\":{\"maxPriority\":0}}}"));

    assertThat(made.at("/spec/priority").asInt()).isEqualTo(1000);
    ok(200, admin.patch(INSTANCES + "/important", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"));
  }

  @Test
  void everybodyReadsClassesAndAdminsAloneWriteThem() throws Exception {
    TestClient somebody = server.client(server.certificates().person("somebody"));

    ok(200, somebody.get(CLASSES));
    ok(200, somebody.get(CLASSES + "/low"));
    ok(403, somebody.postYaml(CLASSES, "metadata: {name: mine}\nspec: {value: 9}"));
    ok(403, somebody.delete(CLASSES + "/low"));
  }
}
