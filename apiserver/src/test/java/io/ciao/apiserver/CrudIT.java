package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Reply;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("api")
final class CrudIT {
  private static final String INSTANCES = CIAO + "/namespaces/default/instances";
  private static final String NETWORKS = CIAO + "/namespaces/default/tenantnetworks";

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

  private static Reply create(String name) throws Exception {
    Reply reply = admin.post(INSTANCES, instance(name, "{\"image\":\"tiny\"}"));
    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    return reply;
  }

  private static String instance(String name, String spec) {
    return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + spec + "}";
  }

  @Test
  void createsWithDefaultsFinalizerAndFirstConditions() throws Exception {
    Reply reply =
        admin.postYaml(
            INSTANCES,
            """
            apiVersion: ciao.io/v1
            kind: Instance
            metadata: {name: first}
            spec: {image: tiny}
            """);

    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    JsonNode instance = reply.json();
    assertThat(instance.at("/metadata/generation").asLong()).isEqualTo(1);
    assertThat(instance.at("/metadata/finalizers/0").asText()).isEqualTo("ciao.io/node");
    assertThat(instance.at("/spec/running").asBoolean()).isTrue();
    assertThat(instance.at("/spec/network/name").asText()).isEqualTo("default");
    assertThat(instance.at("/status/conditions").size()).isEqualTo(4);
    assertThat(reply.warnings()).anyMatch(w -> w.contains("there is no image \\\"tiny\\\" yet"));
    assertThat(admin.get(INSTANCES + "/first").json()).isEqualTo(instance);
    assertThat(admin.post(INSTANCES, instance("first", "{\"image\":\"x\"}")).reason())
        .isEqualTo("AlreadyExists");
  }

  @Test
  void generatesNames() throws Exception {
    String body = "{\"metadata\":{\"generateName\":\"gen-\"},\"spec\":{\"image\":\"tiny\"}}";

    String one = admin.post(INSTANCES, body).json().at("/metadata/name").asText();
    String other = admin.post(INSTANCES, body).json().at("/metadata/name").asText();

    assertThat(one).matches("gen-[a-z0-9]{5}").isNotEqualTo(other);
  }

  @Test
  void bumpsTheGenerationWithTheSpecAlone() throws Exception {
    create("generations");
    String path = INSTANCES + "/generations";

    JsonNode labelled = admin.patch(path, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}").json();
    JsonNode stopped = admin.patch(path, "{\"spec\":{\"running\":false}}").json();
    JsonNode again = admin.patch(path, "{\"spec\":{\"running\":false}}").json();

    assertThat(labelled.at("/metadata/generation").asLong()).isEqualTo(1);
    assertThat(stopped.at("/metadata/generation").asLong()).isEqualTo(2);
    assertThat(again).as("a write without a change writes nothing").isEqualTo(stopped);
  }

  @Test
  void keepsSpecAndStatusApart() throws Exception {
    String path = NETWORKS + "/apart";
    admin.post(
        NETWORKS,
        "{\"metadata\":{\"name\":\"apart\"},\"spec\":{\"cidr\":\"10.8.0.0/16\"},\"status\":"
            + "{\"observedGeneration\":9}}");
    assertThat(admin.get(path).json().at("/status/observedGeneration").isMissingNode()).isTrue();

    admin.patch(path, "{\"spec\":{\"mtu\":1400},\"status\":{\"observedGeneration\":9}}");
    assertThat(admin.get(path).json().at("/status/observedGeneration").isMissingNode()).isTrue();

    admin.patch(
        path + "/status", "{\"spec\":{\"mtu\":1300},\"status\":{\"observedGeneration\":2}}");
    JsonNode now = admin.get(path).json();
    assertThat(now.at("/status/observedGeneration").asLong()).isEqualTo(2);
    assertThat(now.at("/spec/mtu").asLong()).isEqualTo(1400);
    assertThat(now.at("/metadata/generation").asLong()).isEqualTo(2);
  }

  @Test
  void comparesTheVersionOfAReplacement() throws Exception {
    String old = create("versions").text();
    String path = INSTANCES + "/versions";
    admin.patch(path, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");

    Reply stale = admin.put(path, old);
    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.message()).contains("the object has been modified");

    Reply without = admin.put(path, instance("versions", "{\"image\":\"tiny\"}"));
    assertThat(without.code()).isEqualTo(422);
    assertThat(without.message()).contains("must be specified for an update");

    Reply current = admin.put(path, admin.get(path).text().replace("\"a\":\"b\"", "\"a\":\"c\""));
    assertThat(current.code()).as(current.text()).isEqualTo(200);
    assertThat(current.json().at("/metadata/labels/a").asText()).isEqualTo("c");
  }

  @Test
  void deletesWithTheLastFinalizer() throws Exception {
    create("finalizers");
    String path = INSTANCES + "/finalizers";

    JsonNode marked = admin.delete(path).json();
    assertThat(marked.at("/metadata/deletionTimestamp").asText()).isNotEmpty();
    assertThat(admin.delete(path).json()).isEqualTo(marked);
    Reply added =
        admin.patch(path, "{\"metadata\":{\"finalizers\":[\"ciao.io/node\",\"x.io/y\"]}}");
    assertThat(added.code()).isEqualTo(422);

    Reply last = admin.patch(path, "{\"metadata\":{\"finalizers\":null}}");
    assertThat(last.code()).isEqualTo(200);
    assertThat(admin.get(path).code()).isEqualTo(404);
  }

  @Test
  void deletesAtOnceWithoutFinalizersAndOnConditionOfTheUid() throws Exception {
    String path = NETWORKS + "/gone";
    String uid =
        admin
            .post(
                NETWORKS, "{\"metadata\":{\"name\":\"gone\"},\"spec\":{\"cidr\":\"10.9.0.0/16\"}}")
            .json()
            .at("/metadata/uid")
            .asText();

    Reply other =
        admin.send("DELETE", path, "{\"preconditions\":{\"uid\":\"another\"}}", "application/json");
    assertThat(other.code()).isEqualTo(409);

    Reply gone =
        admin.send(
            "DELETE", path, "{\"preconditions\":{\"uid\":\"" + uid + "\"}}", "application/json");
    assertThat(gone.json().path("status").asText()).isEqualTo("Success");
    assertThat(gone.json().at("/details/uid").asText()).isEqualTo(uid);
  }

  @Test
  void storesNothingInADryRun() throws Exception {
    Reply created = admin.post(INSTANCES + "?dryRun=All", instance("dry", "{\"image\":\"tiny\"}"));
    assertThat(created.code()).isEqualTo(201);
    assertThat(created.json().at("/metadata/uid").asText()).isNotEmpty();
    assertThat(admin.get(INSTANCES + "/dry").code()).isEqualTo(404);

    JsonNode before = create("wet").json();
    Reply patched = admin.patch(INSTANCES + "/wet?dryRun=All", "{\"spec\":{\"running\":false}}");
    assertThat(patched.json().at("/metadata/generation").asLong()).isEqualTo(2);
    assertThat(admin.delete(INSTANCES + "/wet?dryRun=All").code()).isEqualTo(200);
    assertThat(admin.get(INSTANCES + "/wet").json()).isEqualTo(before);
    assertThat(admin.post(INSTANCES + "?dryRun=All", instance("wet", "{\"image\":\"x\"}")).code())
        .isEqualTo(409);
  }

  @Test
  void selectsByLabelsAndFields() throws Exception {
    admin.post(
        INSTANCES,
        "{\"metadata\":{\"name\":\"sel-a\",\"labels\":{\"sel\":\"a\"}},"
            + "\"spec\":{\"workload\":\"w1\"}}");
    admin.post(
        INSTANCES,
        "{\"metadata\":{\"name\":\"sel-b\",\"labels\":{\"sel\":\"b\"}},"
            + "\"spec\":{\"workload\":\"w2\"}}");

    assertThat(names(INSTANCES + "?labelSelector=sel")).containsExactly("sel-a", "sel-b");
    assertThat(names(INSTANCES + "?labelSelector=sel%20notin%20(a),sel")).containsExactly("sel-b");
    assertThat(names(INSTANCES + "?fieldSelector=spec.workload%3Dw1")).containsExactly("sel-a");
    assertThat(names(INSTANCES + "?fieldSelector=metadata.name%3Dsel-b")).containsExactly("sel-b");
    assertThat(names(CIAO + "/instances?fieldSelector=metadata.namespace%3Dnone")).isEmpty();
    Reply unknown = admin.get(INSTANCES + "?fieldSelector=status.phase%3DRunning");
    assertThat(unknown.code()).isEqualTo(400);
    assertThat(unknown.message()).contains("field label not supported: status.phase");
  }

  private static List<String> names(String path) throws Exception {
    return admin.get(path).json().path("items").findValuesAsText("name").stream()
        .filter(name -> name.startsWith("sel-"))
        .toList();
  }

  @Test
  void showsTablesAndMetadata() throws Exception {
    create("shown");
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    String partial = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

    JsonNode rows = admin.getAs(INSTANCES + "?fieldSelector=metadata.name%3Dshown", table).json();
    assertThat(rows.path("kind").asText()).isEqualTo("Table");
    assertThat(rows.at("/columnDefinitions/0/name").asText()).isEqualTo("Name");
    assertThat(rows.at("/rows/0/cells/0").asText()).isEqualTo("shown");
    assertThat(rows.at("/rows/0/cells/3").asText()).isEqualTo("Pending");
    assertThat(rows.at("/rows/0/object/kind").asText()).isEqualTo("PartialObjectMetadata");

    JsonNode metadata = admin.getAs(INSTANCES, partial).json();
    assertThat(metadata.path("kind").asText()).isEqualTo("PartialObjectMetadataList");
    assertThat(metadata.at("/items/0/spec").isMissingNode()).isTrue();
    assertThat(admin.getAs(INSTANCES, "application/vnd.kubernetes.protobuf").code()).isEqualTo(406);
  }

  @Test
  void tellsWhatItServes() throws Exception {
    String aggregated =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

    assertThat(admin.get("/version").json().path("gitVersion").asText()).isEqualTo("v1.36.0+ciao");
    assertThat(admin.get("/apis/ciao.io/v1").json().findValuesAsText("name"))
        .contains("instances", "instances/status", "nodes");
    Reply groups = admin.getAs("/apis", aggregated);
    assertThat(groups.type()).contains("g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    assertThat(groups.json().at("/items/0/metadata/name").asText()).isEqualTo("ciao.io");
    String document =
        admin
            .get("/openapi/v3")
            .json()
            .path("paths")
            .path("apis/ciao.io/v1")
            .path("serverRelativeURL")
            .asText();
    assertThat(admin.get(document).json().findValues("parameters").toString())
        .contains("fieldValidation", "dryRun");
  }

  @Test
  void refusesVerbsThatItDoesNotHave() throws Exception {
    assertThat(admin.post(CIAO + "/instances", "{}").code()).isEqualTo(405);
    assertThat(admin.get(CIAO + "/instances/web").code()).isEqualTo(404);
    assertThat(admin.get(CIAO + "/pods").code()).isEqualTo(404);
    assertThat(admin.get("/apis/other.io/v1/instances").code()).isEqualTo(404);
    Reply strategic =
        admin.send("PATCH", INSTANCES + "/x", "{}", "application/strategic-merge-patch+json");
    assertThat(strategic.code()).isEqualTo(415);
    assertThat(strategic.message()).contains("application/apply-patch+yaml");
  }

  @Test
  void asksForACertificateButForHealthAndVersion() throws Exception {
    javax.net.ssl.SSLContext anonymous = server.certificates().trustOnly();
    try (TestClient nobody = new TestClient(server.url(), anonymous)) {
      assertThat(nobody.get("/healthz").text()).isEqualTo("ok");
      assertThat(nobody.get("/readyz").code()).isEqualTo(200);
      assertThat(nobody.get("/livez").code()).isEqualTo(200);
      assertThat(nobody.get("/version").code()).isEqualTo(200);
      assertThat(nobody.get("/apis").code()).isEqualTo(401);
      assertThat(nobody.get(INSTANCES).code()).isEqualTo(401);
    }
    TestClient stranger = server.client(server.certificates().stranger());
    Reply denied = stranger.get(INSTANCES);
    assertThat(denied.code()).isEqualTo(403);
    assertThat(denied.message()).contains("User \"somebody\" cannot list", "no role");
  }

  @Test
  void refusesAWriteUnderATermThatIsOver() throws Exception {
    Reply reply =
        admin.sendWith(
            "POST",
            INSTANCES,
            instance("leader", "{\"image\":\"tiny\"}"),
            "Ciao-Leader",
            "scheduler/1");

    assertThat(reply.code()).isEqualTo(412);
    assertThat(reply.reason()).isEqualTo("LeaderTermLost");
    assertThat(admin.get(INSTANCES + "/leader").code()).isEqualTo(404);
  }
}
