package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Reply;
import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tenants and their namespaces come and go together, with a network each.
@Tag("api")
final class TenantIT {
  private static final String TENANTS = CIAO + "/tenants";
  private static final String NAMESPACES = "/api/v1/namespaces";

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static Reply create(String path, String name) throws Exception {
    return admin.post(path, "{\"metadata\":{\"name\":\"" + name + "\"}}");
  }

  private static Reply instance(String tenant) throws Exception {
    return admin.post(
        CIAO + "/namespaces/" + tenant + "/instances",
        "{\"metadata\":{\"generateName\":\"i-\"},\"spec\":{\"image\":\"x\"}}");
  }

  @Test
  void hasTheDefaultTenantAndItsNetworkFromTheStart() throws Exception {
    assertThat(admin.get(TENANTS + "/default").code()).isEqualTo(200);
    assertThat(admin.get(NAMESPACES + "/default").json().at("/status/phase").asText())
        .isEqualTo("Active");
    JsonNode network = admin.get(CIAO + "/namespaces/default/tenantnetworks/default").json();
    assertThat(network.at("/spec/cidr").asText()).isEqualTo("172.16.0.0/16");
    assertThat(network.at("/spec/subnetPrefixLength").asInt()).isEqualTo(24);
    assertThat(admin.delete(TENANTS + "/default").code()).isEqualTo(403);
  }

  @Test
  void makesBothHalvesWhicheverIsNamed() throws Exception {
    JsonNode tenant = create(TENANTS, "pair-a").json();
    JsonNode namespace = create(NAMESPACES, "pair-b").json();

    JsonNode otherNamespace = admin.get(NAMESPACES + "/pair-a").json();
    JsonNode otherTenant = admin.get(TENANTS + "/pair-b").json();
    long revision = tenant.at("/metadata/resourceVersion").asLong() >> 6;
    assertThat(otherNamespace.at("/metadata/resourceVersion").asLong() >> 6).isEqualTo(revision);
    assertThat(otherTenant.at("/spec/permissions/privilegedContainers").asBoolean(true)).isFalse();
    assertThat(namespace.at("/status/phase").asText()).isEqualTo("Active");
    assertThat(tenant.at("/status/conditions/0/type").asText()).isEqualTo("Ready");
    for (String name : List.of("pair-a", "pair-b")) {
      Eventually.within(Duration.ofSeconds(5))
          .untilAsserted(
              () ->
                  assertThat(
                          admin
                              .get(CIAO + "/namespaces/" + name + "/tenantnetworks/default")
                              .code())
                      .isEqualTo(200));
    }
    assertThat(create(NAMESPACES, "pair-a").code()).isEqualTo(409);
  }

  private static void eventuallyGone(String tenant) throws Exception {
    Eventually.within(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              Reply namespace = admin.get(NAMESPACES + "/" + tenant);
              assertThat(namespace.code()).as(namespace.text()).isEqualTo(404);
            });
    assertThat(admin.get(TENANTS + "/" + tenant).code()).isEqualTo(404);
  }

  private static void release(String tenant, String instance) throws Exception {
    Reply reply =
        admin.patch(
            CIAO + "/namespaces/" + tenant + "/instances/" + instance,
            "{\"metadata\":{\"finalizers\":null}}");
    assertThat(reply.code()).as(reply.text()).isIn(200, 404);
  }

  private static String message(JsonNode half, String type) {
    for (JsonNode condition : half.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText() + ": " + condition.path("message").asText();
      }
    }
    return "";
  }

  @Test
  void saysWhatItsDeletionWaitsForAndGoesThen() throws Exception {
    create(TENANTS, "full");
    String name = instance("full").json().at("/metadata/name").asText();

    JsonNode marked = admin.delete(NAMESPACES + "/full").json();

    assertThat(marked.at("/status/phase").asText()).isEqualTo("Terminating");
    assertThat(marked.at("/metadata/deletionTimestamp").asText()).isNotEmpty();
    Reply refused = instance("full");
    assertThat(refused.code()).isEqualTo(403);
    assertThat(refused.message()).contains("because it is being terminated");
    assertThat(refused.json().at("/details/causes/0/reason").asText())
        .isEqualTo("NamespaceTerminating");
    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              assertThat(
                      message(admin.get(NAMESPACES + "/full").json(), "NamespaceContentRemaining"))
                  .startsWith("True: Some resources are remaining: ")
                  .contains("instances.ciao.io has 1 resource instances (" + name + ")");
              assertThat(message(admin.get(TENANTS + "/full").json(), "Ready"))
                  .contains("instance/" + name + " (finalizer ciao.io/node)");
            });
    assertThat(admin.get(CIAO + "/namespaces/full/tenantnetworks/default").code())
        .as("what instances need stays until they are gone")
        .isEqualTo(200);

    release("full", name);
    eventuallyGone("full");
  }

  @Test
  void goesWithItsNamespaceNetworkAndEvents() throws Exception {
    create(TENANTS, "empty");
    admin.post(
        "/api/v1/namespaces/empty/events",
        "{\"metadata\":{\"name\":\"e\"},\"involvedObject\":{\"kind\":\"Instance\",\"namespace\":"
            + "\"empty\",\"name\":\"x\"}}");

    Reply gone = admin.delete(TENANTS + "/empty");

    assertThat(gone.json().at("/metadata/deletionTimestamp").asText()).as(gone.text()).isNotEmpty();
    eventuallyGone("empty");
    assertThat(instance("empty").code()).isEqualTo(404);
    assertThat(admin.get(CIAO + "/tenantnetworks").text()).doesNotContain("\"empty\"");
    assertThat(admin.get("/api/v1/events").text()).doesNotContain("\"empty\"");
    assertThat(create(TENANTS, "empty").code()).as("the name is free again").isEqualTo(201);
  }

  @Test
  void goesOnEndingAfterARestart() throws Exception {
    create(TENANTS, "interrupted");
    String name = instance("interrupted").json().at("/metadata/name").asText();
    admin.delete(TENANTS + "/interrupted");

    server.restart();

    assertThat(instance("interrupted").code()).isEqualTo(403);
    release("interrupted", name);
    eventuallyGone("interrupted");
  }

  @Test
  void comparesAndTriesBeforeItDeletes() throws Exception {
    create(TENANTS, "careful");
    String path = NAMESPACES + "/careful";
    String other = "{\"preconditions\":{\"uid\":\"another\"}}";

    assertThat(admin.send("DELETE", path, other, "application/json").code()).isEqualTo(409);
    assertThat(admin.delete(path + "?dryRun=All").json().at("/status/phase").asText())
        .isEqualTo("Terminating");
    assertThat(admin.get(path).json().at("/status/phase").asText()).isEqualTo("Active");
    assertThat(admin.delete(NAMESPACES).code()).isEqualTo(405);
    assertThat(admin.delete(NAMESPACES + "/default").code()).isEqualTo(403);
  }

  @Test
  void isKeptByFinalizersOfOthersOnEitherHalf() throws Exception {
    create(TENANTS, "kept");
    String finalizers = "{\"metadata\":{\"finalizers\":[\"example.com/backup\"]}}";
    assertThat(admin.patch(TENANTS + "/kept", finalizers).code()).isEqualTo(200);

    admin.delete(NAMESPACES + "/kept");

    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(message(admin.get(TENANTS + "/kept").json(), "Ready"))
                    .contains("example.com/backup"));
    admin.patch(NAMESPACES + "/kept", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    assertThat(admin.get(NAMESPACES + "/kept").code())
        .as("a change removes nothing")
        .isEqualTo(200);
    admin.patch(TENANTS + "/kept", "{\"metadata\":{\"finalizers\":null}}");
    eventuallyGone("kept");
  }

  @Test
  void waitsForValuesThatCannotBeRead() throws Exception {
    create(TENANTS, "garbled");
    String key = "/ciao/sshkeys/garbled/x";
    server.etcdctl("put", key, "garbage: [");

    admin.delete(TENANTS + "/garbled");

    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              assertThat(message(admin.get(TENANTS + "/garbled").json(), "Ready")).contains(key);
              assertThat(
                      message(
                          admin.get(NAMESPACES + "/garbled").json(),
                          "NamespaceDeletionContentFailure"))
                  .startsWith("True: ")
                  .contains(key);
            });
    server.etcdctl("del", key);
    admin.patch(TENANTS + "/garbled", "{\"metadata\":{\"labels\":{\"look\":\"again\"}}}");
    eventuallyGone("garbled");
  }

  @Test
  void losesTheFinalizerThatWaitsForContentOnlyWithTheContent() throws Exception {
    create(TENANTS, "stuck");
    String name = instance("stuck").json().at("/metadata/name").asText();
    admin.delete(NAMESPACES + "/stuck");

    String path = NAMESPACES + "/stuck/finalize";
    String none = "{\"metadata\":{\"name\":\"stuck\"},\"spec\":{\"finalizers\":[]}}";
    Reply refused = admin.put(path, none);
    assertThat(refused.code()).as(refused.text()).isEqualTo(409);
    assertThat(refused.message()).contains("instance/" + name);

    String more =
        "{\"metadata\":{\"name\":\"stuck\"},\"spec\":{\"finalizers\":[\"kubernetes\",\"example.com/x\"]}}";
    assertThat(admin.put(path, more).json().at("/spec/finalizers/1").asText())
        .isEqualTo("example.com/x");
    release("stuck", name);
    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(message(admin.get(TENANTS + "/stuck").json(), "Ready"))
                    .contains("example.com/x"));
    admin.put(path, none);
    eventuallyGone("stuck");
  }

  @Test
  void neverGoesUnderAnObjectThatIsBeingCreated() throws Exception {
    for (int round = 0; round < 10; round++) {
      String tenant = "race-" + round;
      create(TENANTS, tenant);
      List<Future<Reply>> creations = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 4; i++) {
          creations.add(threads.submit(() -> instance(tenant)));
        }
        assertThat(admin.delete(TENANTS + "/" + tenant).code()).isEqualTo(200);
      }
      List<String> created = new ArrayList<>();
      for (Future<Reply> creation : creations) {
        Reply reply = creation.get();
        assertThat(reply.code()).as(reply.text()).isIn(201, 403, 404);
        if (reply.code() == 201) {
          created.add(reply.json().at("/metadata/name").asText());
        }
      }
      for (String name : created) {
        assertThat(admin.get(CIAO + "/namespaces/" + tenant + "/instances/" + name).code())
            .as("what was accepted is there until its finalizer goes")
            .isEqualTo(200);
        assertThat(admin.get(NAMESPACES + "/" + tenant).code()).isEqualTo(200);
        release(tenant, name);
      }
      Eventually.within(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                // A finalizer goes for good only once the deletion was asked for.
                for (String name : created) {
                  release(tenant, name);
                }
                assertThat(admin.get(TENANTS + "/" + tenant).code()).isEqualTo(404);
              });
      assertThat(admin.get(CIAO + "/instances").text()).doesNotContain("\"" + tenant + "\"");
    }
  }
}
