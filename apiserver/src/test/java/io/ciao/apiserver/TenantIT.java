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

  @Test
  void isNotDeletedWhileItHoldsAnything() throws Exception {
    create(TENANTS, "full");
    String name = instance("full").json().at("/metadata/name").asText();

    Reply tenant = admin.delete(TENANTS + "/full");
    Reply namespace = admin.delete(NAMESPACES + "/full");

    assertThat(tenant.code()).isEqualTo(409);
    assertThat(tenant.message()).contains("it is not empty: delete instance/" + name);
    assertThat(namespace.code()).isEqualTo(409);
    assertThat(admin.get(NAMESPACES + "/full").json().at("/status/phase").asText())
        .isEqualTo("Active");
  }

  @Test
  void goesWithItsNamespaceNetworkAndEvents() throws Exception {
    create(TENANTS, "empty");
    admin.post(
        "/api/v1/namespaces/empty/events",
        "{\"metadata\":{\"name\":\"e\"},\"involvedObject\":{\"kind\":\"Instance\",\"namespace\":"
            + "\"empty\",\"name\":\"x\"}}");

    Reply gone = admin.delete(NAMESPACES + "/empty");

    assertThat(gone.json().path("status").asText()).as(gone.text()).isEqualTo("Success");
    assertThat(admin.get(TENANTS + "/empty").code()).isEqualTo(404);
    assertThat(admin.get(NAMESPACES + "/empty").code()).isEqualTo(404);
    assertThat(instance("empty").code()).isEqualTo(404);
    assertThat(admin.get(CIAO + "/tenantnetworks").text()).doesNotContain("\"empty\"");
    assertThat(admin.get("/api/v1/events").text()).doesNotContain("\"empty\"");
  }

  @Test
  void neverGoesUnderAnObjectThatIsBeingCreated() throws Exception {
    for (int round = 0; round < 10; round++) {
      String tenant = "race-" + round;
      create(TENANTS, tenant);
      List<Future<Reply>> creations = new ArrayList<>();
      Reply deletion;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 4; i++) {
          creations.add(threads.submit(() -> instance(tenant)));
        }
        deletion = admin.delete(TENANTS + "/" + tenant);
      }
      boolean created = false;
      for (Future<Reply> creation : creations) {
        created |= creation.get().code() == 201;
      }
      boolean exists = admin.get(TENANTS + "/" + tenant).code() == 200;
      assertThat(exists)
          .as("created=%s deletion=%s", created, deletion.text())
          .isEqualTo(created)
          .isEqualTo(deletion.code() == 409);
      if (exists) {
        assertThat(admin.get(NAMESPACES + "/" + tenant).json().at("/status/phase").asText())
            .isEqualTo("Active");
      }
    }
  }
}
