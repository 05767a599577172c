package io.ciao.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What `etcdctl` puts under a resource's key goes through admission before anybody sees it. Each
/// waits for the leader's next look, every five seconds; together they wait once.
@Tag("api")
final class HandPutIntakeIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String INSTANCES = "/apis/ciao.io/v1/namespaces/default/instances";
  private static final String KEY = "/ciao/instances/default/";

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
    Eventually.within(SOON)
        .until("the tenant", () -> admin.get("/api/v1/namespaces/default").code() == 200);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aNewObjectGetsWhatEveryObjectHas() throws Exception {
    server.etcdctl("put", KEY + "new", yaml("new", "first"));

    JsonNode taken = eventually("new");

    assertThat(taken.at("/metadata/uid").asText()).hasSize(36);
    assertThat(taken.at("/metadata/generation").asLong()).isEqualTo(1);
    assertThat(taken.at("/metadata/finalizers/0").asText()).isEqualTo("ciao.io/node");
    assertThat(taken.at("/spec/image").asText()).isEqualTo("first");
    assertThat(taken.at("/status/conditions")).isNotEmpty();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void oneOverALiveObjectBecomesItsUpdateAndKeepsItsUidAndStatus() throws Exception {
    JsonNode before = create("live");
    server.etcdctl("put", KEY + "live", yaml("live", "first") + "  running: false\n");

    Eventually.within(SOON)
        .until("the update", () -> !get("live").at("/spec/running").asBoolean(true));

    JsonNode after = get("live");
    assertThat(after.at("/metadata/uid")).isEqualTo(before.at("/metadata/uid"));
    assertThat(after.at("/metadata/generation").asLong()).isEqualTo(2);
    assertThat(after.at("/status/conditions")).isNotEmpty();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void oneThatChangesNothingIsReplacedByWhatIsServed() throws Exception {
    JsonNode before = create("same");
    server.etcdctl("put", KEY + "same", yaml("same", "first"));

    Eventually.within(SOON)
        .until("it is stored with its uid", () -> stored("same").contains("uid:"));

    assertThat(get("same").at("/metadata/uid")).isEqualTo(before.at("/metadata/uid"));
    assertThat(get("same").at("/spec/image").asText()).isEqualTo("first");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void oneThatIsRefusedStaysOutAndIsNamedInAnEvent() throws Exception {
    server.etcdctl("put", KEY + "wrong", yaml("wrong", "first") + "  colour: blue\n");

    String said = event("wrong", "HandPutRefused");

    assertThat(said).contains("spec.colour").contains(KEY + "wrong");
    assertThat(admin.get(INSTANCES + "/wrong").code()).isEqualTo(404);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void oneOfATenantThatIsNotThereKeepsNoOtherFromItsTurn() throws Exception {
    server.etcdctl("put", "/ciao/instances/absent/lonely", yaml("lonely", "first", "absent"));
    server.etcdctl("put", KEY + "after", yaml("after", "first"));

    assertThat(eventually("after").at("/metadata/uid").asText()).hasSize(36);
    server.etcdctl("del", "/ciao/instances/absent/lonely");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void garbageOverALiveObjectIsNamedInAnEventAndReplacedByTheNextWrite() throws Exception {
    create("victim");
    server.etcdctl("put", KEY + "victim", "garbage: [");

    assertThat(event("victim", "UnreadableValue")).contains("goes on being served");

    assertThat(get("victim").at("/spec/image").asText()).isEqualTo("first");
    String label = "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}";
    assertThat(admin.patch(INSTANCES + "/victim", label).code()).isEqualTo(200);
    assertThat(stored("victim")).contains("a: b").doesNotContain("garbage");
  }

  private static String yaml(String name, String image) {
    return yaml(name, image, "default");
  }

  private static String yaml(String name, String image, String tenant) {
    return "apiVersion: ciao.io/v1\nkind: Instance\nmetadata:\n  name: "
        + name
        + "\n  namespace: "
        + tenant
        + "\nspec:\n  image: "
        + image
        + "\n";
  }

  private static JsonNode create(String name) throws Exception {
    TestClient.Reply reply =
        admin.post(
            INSTANCES, "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"image\":\"first\"}}");
    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    return reply.json();
  }

  private static JsonNode get(String name) throws Exception {
    return admin.get(INSTANCES + "/" + name).json();
  }

  private static String stored(String name) throws Exception {
    return server.etcdctl("get", "--print-value-only", KEY + name);
  }

  private static JsonNode eventually(String name) throws Exception {
    Eventually.within(SOON)
        .until("it is served", () -> admin.get(INSTANCES + "/" + name).code() == 200);
    return get(name);
  }

  private static String event(String name, String reason) throws Exception {
    String path =
        "/api/v1/namespaces/default/events?fieldSelector=involvedObject.name="
            + name
            + ",reason="
            + reason;
    Eventually.within(SOON)
        .until("an event", () -> !admin.get(path).json().path("items").isEmpty());
    return admin.get(path).json().at("/items/0/message").asText();
  }
}
