package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a delete may ask for, of one object and of many.
@Tag("api")
final class DeletionIT {
  private static final String DEFAULT = CIAO + "/namespaces/default";
  private static final String KEYS = DEFAULT + "/sshkeys";
  private static final String WORKLOADS = DEFAULT + "/workloads";
  private static final String INSTANCES = DEFAULT + "/instances";

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

  private static JsonNode key(String name, String group) throws Exception {
    Reply reply =
        admin.post(
            KEYS,
            """
            {"metadata":{"name":"%s","labels":{"group":"%s"}},
             "spec":{"publicKey":"ssh-ed25519 AAAA test"}}
            """
                .formatted(name, group));
    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    return reply.json();
  }

  private static Reply delete(String path, String options) throws Exception {
    return admin.send("DELETE", path, options, "application/json");
  }

  @Test
  void deletesWhatASelectorSelects() throws Exception {
    for (int i = 0; i < 20; i++) {
      key("many-" + i, i < 15 ? "out" : "stay");
    }

    Reply tried = admin.delete(KEYS + "?labelSelector=group%3Dout&dryRun=All");
    assertThat(tried.json().path("items").size()).isEqualTo(15);
    assertThat(admin.get(KEYS + "?labelSelector=group%3Dout").json().path("items").size())
        .isEqualTo(15);

    Reply some = admin.delete(KEYS + "?labelSelector=group%3Dout&limit=5");
    assertThat(some.json().path("items").size()).isEqualTo(5);
    assertThat(admin.get(KEYS + "?labelSelector=group%3Dout").json().path("items").size())
        .isEqualTo(10);

    Reply all = admin.delete(KEYS + "?labelSelector=group%3Dout");
    assertThat(all.code()).as(all.text()).isEqualTo(200);
    assertThat(all.json().path("kind").asText()).isEqualTo("SSHKeyList");
    assertThat(all.json().path("items").size()).isEqualTo(10);
    assertThat(admin.get(KEYS + "?labelSelector=group%3Dout").json().path("items").size()).isZero();
    assertThat(admin.get(KEYS + "?labelSelector=group%3Dstay").json().path("items").size())
        .isEqualTo(5);

    Reply one = admin.delete(KEYS + "?fieldSelector=metadata.name%3Dmany-19");
    assertThat(one.json().path("items").size()).isEqualTo(1);
    assertThat(admin.delete(CIAO + "/sshkeys").code()).as("all namespaces at once").isEqualTo(405);
    assertThat(admin.delete(KEYS + "?labelSelector=a%20in%20(").code()).isEqualTo(400);
  }

  @Test
  void marksManyThatHaveFinalizers() throws Exception {
    for (int i = 0; i < 3; i++) {
      admin.post(
          INSTANCES,
          """
          {"metadata":{"name":"marked-%d","labels":{"group":"marked"}},"spec":{"image":"x"}}
          """
              .formatted(i));
    }

    delete(INSTANCES + "?labelSelector=group%3Dmarked", "{\"propagationPolicy\":\"Background\"}");

    JsonNode items = admin.get(INSTANCES + "?labelSelector=group%3Dmarked").json().path("items");
    assertThat(items.size()).isEqualTo(3);
    items.forEach(item -> assertThat(item.at("/metadata/deletionTimestamp").asText()).isNotEmpty());
  }

  @Test
  void comparesUidAndVersion() throws Exception {
    JsonNode made = key("compared", "a");
    String path = KEYS + "/compared";
    String uid = made.at("/metadata/uid").asText();
    String version = made.at("/metadata/resourceVersion").asText();
    admin.patch(path, "{\"metadata\":{\"labels\":{\"group\":\"b\"}}}");

    Reply stale = delete(path, "{\"preconditions\":{\"resourceVersion\":\"" + version + "\"}}");
    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.reason()).isEqualTo("Conflict");
    assertThat(delete(path, "{\"preconditions\":{\"uid\":\"other\"}}").message())
        .contains("Precondition failed: UID in precondition: other, UID in object meta: " + uid);
    Reply gone = delete(path, "{\"preconditions\":{\"uid\":\"" + uid + "\"}}");
    assertThat(gone.json().path("status").asText()).isEqualTo("Success");
    assertThat(gone.json().at("/details/uid").asText()).isEqualTo(uid);
  }

  @Test
  void refusesOptionsThatMakeNoSense() throws Exception {
    key("refusing", "a");
    String path = KEYS + "/refusing";

    Reply policy = delete(path, "{\"propagationPolicy\":\"Later\"}");
    assertThat(policy.code()).isEqualTo(422);
    assertThat(policy.message())
        .isEqualTo(
            "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value:"
                + " \"Later\": supported values: \"Foreground\", \"Background\", \"Orphan\","
                + " \"nil\"");
    assertThat(delete(path, "{\"kind\":\"Instance\"}").code()).isEqualTo(400);
    assertThat(admin.get(path).code()).isEqualTo(200);
  }

  @Test
  void canBeToldOtherwiseAboutDependents() throws Exception {
    Reply instance =
        admin.post(INSTANCES, "{\"metadata\":{\"name\":\"told\"},\"spec\":{\"image\":\"x\"}}");
    assertThat(instance.code()).isEqualTo(201);
    String path = INSTANCES + "/told";
    // Somebody who depends on it keeps the collector's finalizer on.
    String uid = instance.json().at("/metadata/uid").asText();
    admin.post(
        INSTANCES,
        """
        {"metadata":{"name":"told-dependent","ownerReferences":[{"apiVersion":"ciao.io/v1",
         "kind":"Instance","name":"told","uid":"%s","blockOwnerDeletion":true}]},
         "spec":{"image":"x"}}
        """
            .formatted(uid));

    JsonNode foreground = delete(path, "{\"propagationPolicy\":\"Foreground\"}").json();
    assertThat(foreground.at("/metadata/finalizers").toString())
        .isEqualTo("[\"ciao.io/node\",\"foregroundDeletion\"]");
    JsonNode background = delete(path, "{\"propagationPolicy\":\"Background\"}").json();
    assertThat(background.at("/metadata/finalizers").toString()).isEqualTo("[\"ciao.io/node\"]");
    assertThat(background.at("/metadata/deletionTimestamp"))
        .isEqualTo(foreground.at("/metadata/deletionTimestamp"));
    assertThat(background.at("/metadata/generation"))
        .isEqualTo(foreground.at("/metadata/generation"));
    assertThat(delete(path, "{\"orphanDependents\":false}").code()).isEqualTo(202);
  }

  @Test
  void keepsAWorkloadThatInstancesAreMadeFrom() throws Exception {
    admin.post(
        WORKLOADS, "{\"metadata\":{\"name\":\"used\"},\"spec\":{\"runtime\":\"container\"}}");
    admin.post(INSTANCES, "{\"metadata\":{\"name\":\"user\"},\"spec\":{\"workload\":\"used\"}}");

    Reply refused = admin.delete(WORKLOADS + "/used");

    assertThat(refused.code()).as(refused.text()).isEqualTo(409);
    assertThat(refused.message())
        .isEqualTo(
            "Operation cannot be fulfilled on workloads.ciao.io \"used\": it is in use by"
                + " instance/user; delete them first");
    admin.delete(INSTANCES + "/user");
    assertThat(admin.delete(WORKLOADS + "/used").json().path("status").asText())
        .as("an instance that is being deleted needs it no more")
        .isEqualTo("Success");
  }

  @Test
  void keepsAPublicWorkloadForTheInstancesOfOthers() throws Exception {
    admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"guest\"}}");
    admin.post(
        WORKLOADS,
        """
        {"metadata":{"name":"shared"},"spec":{"runtime":"container","visibility":"public"}}
        """);
    String guests = CIAO + "/namespaces/guest";
    admin.post(
        guests + "/instances",
        "{\"metadata\":{\"name\":\"far\"},\"spec\":{\"workload\":\"shared\"}}");

    assertThat(admin.delete(WORKLOADS + "/shared").message())
        .contains("in use by instance/far of tenant guest");

    admin.post(
        guests + "/workloads",
        "{\"metadata\":{\"name\":\"shared\"},\"spec\":{\"runtime\":\"container\"}}");
    assertThat(admin.delete(WORKLOADS + "/shared").json().path("status").asText())
        .as("a tenant's own comes first")
        .isEqualTo("Success");
  }
}
