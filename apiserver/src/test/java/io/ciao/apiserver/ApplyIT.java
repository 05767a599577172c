package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Server-side apply, and the owners that every other write leaves.
@Tag("api")
final class ApplyIT {
  private static final String INSTANCES = CIAO + "/namespaces/default/instances";
  private static final String APPLY = "application/apply-patch+yaml";

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

  private static Reply apply(String name, String manager, String spec) throws Exception {
    return apply(name, manager, "", spec);
  }

  private static Reply apply(String name, String manager, String query, String rest)
      throws Exception {
    String body = "---\n{apiVersion: ciao.io/v1, kind: Instance, metadata: {name: " + name + "}, ";
    return admin.send(
        "PATCH",
        INSTANCES + "/" + name + "?fieldManager=" + manager + query,
        body + rest + "}",
        APPLY);
  }

  private static String version(Reply reply) {
    assertThat(reply.code()).as(reply.text()).isLessThan(300);
    return reply.json().at("/metadata/resourceVersion").asText();
  }

  /// The owners as `manager operation subresource`.
  private static List<String> owners(JsonNode object) {
    List<String> owners = new ArrayList<>();
    for (JsonNode entry : object.at("/metadata/managedFields")) {
      owners.add(
          (entry.path("manager").asText()
                  + " "
                  + entry.path("operation").asText()
                  + " "
                  + entry.path("subresource").asText())
              .strip());
    }
    return owners;
  }

  private static JsonNode fields(JsonNode object, String manager) {
    for (JsonNode entry : object.at("/metadata/managedFields")) {
      if (entry.path("manager").asText().equals(manager)) {
        return entry.path("fieldsV1");
      }
    }
    throw new AssertionError(manager + " owns nothing in " + object);
  }

  @Test
  void createsAndChangesAndLeavesAlone() throws Exception {
    Reply created = apply("made", "ann", "spec: {image: tiny, resources: {vcpus: 1}}");
    Reply again = apply("made", "ann", "spec: {image: tiny, resources: {vcpus: 1}}");
    Reply changed = apply("made", "ann", "spec: {image: tiny, resources: {vcpus: 2}}");
    Reply less = apply("made", "ann", "spec: {image: tiny}");

    assertThat(created.code()).as(created.text()).isEqualTo(201);
    assertThat(created.json().at("/spec/running").asBoolean()).isTrue();
    assertThat(again.code()).isEqualTo(200);
    assertThat(again.json()).as("nothing new changes nothing").isEqualTo(created.json());
    assertThat(changed.json().at("/metadata/generation").asLong()).isEqualTo(2);
    assertThat(less.json().at("/spec").has("resources")).isFalse();
    assertThat(less.json().at("/spec/running").asBoolean()).isTrue();
    assertThat(fields(less.json(), "ann").toString()).isEqualTo("{\"f:spec\":{\"f:image\":{}}}");
  }

  @Test
  void namesConflictsAndTakesFieldsByForce() throws Exception {
    version(apply("fought", "ann", "spec: {image: tiny, resources: {vcpus: 1, memory: 64Mi}}"));

    Reply refused = apply("fought", "bob", "spec: {resources: {vcpus: 2, memory: 65Mi}}");
    Reply forced =
        apply("fought", "bob", "&force=true", "spec: {resources: {vcpus: 2, memory: 65Mi}}");
    Reply dropped = apply("fought", "ann", "spec: {image: tiny}");

    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.reason()).isEqualTo("Conflict");
    assertThat(refused.message())
        .isEqualTo(
            "Apply failed with 2 conflicts: conflicts with \"ann\":\n"
                + "- .spec.resources.memory\n- .spec.resources.vcpus");
    assertThat(refused.json().at("/details/causes/0/reason").asText())
        .isEqualTo("FieldManagerConflict");
    assertThat(refused.json().at("/details/causes/0/field").asText())
        .isEqualTo(".spec.resources.memory");
    assertThat(forced.json().at("/spec/resources/vcpus").asLong()).isEqualTo(2);
    assertThat(dropped.json().at("/spec/resources/vcpus").asLong())
        .as("another owns it now")
        .isEqualTo(2);
  }

  @Test
  void remembersEveryWriter() throws Exception {
    String path = INSTANCES + "/many";
    admin.post(INSTANCES + "?fieldManager=maker", body("many", "{\"image\":\"tiny\"}"));
    admin.patch(path + "?fieldManager=labeller", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    JsonNode object = admin.get(path).json();
    Reply replaced =
        admin.put(
            path + "?fieldManager=replacer",
            object.toString().replace("\"running\":true", "\"running\":false"));
    admin.patch(
        path + "/status?fieldManager=reporter",
        "{\"status\":{\"conditions\":[{\"type\":\"X\",\"status\":\"True\"}]}}");
    JsonNode now = admin.get(path).json();

    assertThat(owners(now))
        .containsExactlyInAnyOrder(
            "maker Update", "labeller Update", "replacer Update", "reporter Update status");
    assertThat(fields(now, "replacer").toString()).isEqualTo("{\"f:spec\":{\"f:running\":{}}}");
    assertThat(fields(now, "labeller").toString())
        .isEqualTo("{\"f:metadata\":{\"f:labels\":{\".\":{},\"f:a\":{}}}}");
    assertThat(fields(now, "maker").at("/f:spec").has("f:running")).isFalse();
    assertThat(fields(now, "maker").has("f:status")).isFalse();
    assertThat(replaced.code()).isEqualTo(200);
  }

  private static String body(String name, String spec) {
    return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + spec + "}";
  }

  @Test
  void takesTheListThatAClientRewrites() throws Exception {
    String path = INSTANCES + "/rewritten";
    admin.post(INSTANCES + "?fieldManager=old", body("rewritten", "{\"image\":\"tiny\"}"));
    String renamed =
        "[{\"op\":\"replace\",\"path\":\"/metadata/managedFields/0/manager\",\"value\":\"new\"},"
            + "{\"op\":\"replace\",\"path\":\"/metadata/managedFields/0/operation\","
            + "\"value\":\"Apply\"}]";

    Reply moved = admin.send("PATCH", path, renamed, "application/json-patch+json");
    Reply garbage = admin.patch(path, "{\"metadata\":{\"managedFields\":[{\"manager\":\"x\"}]}}");
    Reply cleared = admin.patch(path, "{\"metadata\":{\"managedFields\":[{}]}}");
    Reply quiet = admin.patch(path, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    Reply conflict = apply("rewritten", "ann", "spec: {image: other}");
    Reply labelled = apply("rewritten", "ann", "spec: {image: tiny}");

    assertThat(owners(moved.json())).containsExactly("new Apply");
    assertThat(owners(garbage.json())).containsExactly("new Apply");
    assertThat(version(garbage)).isEqualTo(version(moved));
    assertThat(cleared.json().at("/metadata").has("managedFields")).isFalse();
    assertThat(owners(quiet.json())).isEmpty();
    assertThat(conflict.message())
        .isEqualTo(
            "Apply failed with 1 conflict: conflict with \"before-first-apply\" using ciao.io/v1:"
                + " .spec.image");
    assertThat(owners(labelled.json())).containsExactly("ann Apply", "before-first-apply Update");
  }

  @Test
  void judgesWhatIsApplied() throws Exception {
    Reply nobody = admin.send("PATCH", INSTANCES + "/j", "{}", APPLY);
    Reply forced = admin.patch(INSTANCES + "/j?force=true", "{}");
    Reply unknown = apply("j", "ann", "spec: {imgae: tiny}");
    Reply warned = apply("j", "ann", "&fieldValidation=Warn", "spec: {image: tiny, imgae: x}");
    Reply invalid = apply("j", "ann", "spec: {image: tiny, resources: {vcpus: 0}}");
    Reply twice = apply("j", "ann", "spec: {image: tiny, env: [{name: a}, {name: a}]}");
    Reply owned = apply("j", "ann", "metadata: {name: j, managedFields: [{manager: x}]}");
    Reply dry = apply("dry", "ann", "&dryRun=All", "spec: {image: tiny}");

    assertThat(nobody.code()).isEqualTo(422);
    assertThat(nobody.message())
        .contains("fieldManager: Required value: is required for apply patch");
    assertThat(forced.message())
        .contains("force: Forbidden: may not be specified for non-apply patch");
    assertThat(unknown.code()).isEqualTo(400);
    assertThat(unknown.message()).contains("unknown field \"spec.imgae\"");
    assertThat(warned.code()).as(warned.text()).isEqualTo(201);
    assertThat(warned.warnings()).anyMatch(w -> w.contains("spec.imgae"));
    assertThat(invalid.code()).isEqualTo(422);
    assertThat(twice.code()).isEqualTo(422);
    assertThat(twice.message()).contains("spec.env[1]");
    assertThat(owned.code()).isEqualTo(400);
    assertThat(dry.code()).isEqualTo(201);
    assertThat(owners(dry.json())).containsExactly("ann Apply");
    assertThat(admin.get(INSTANCES + "/dry").code()).isEqualTo(404);
  }

  @Test
  void appliesAtAVersion() throws Exception {
    String first = version(apply("versioned", "ann", "spec: {image: tiny}"));
    String at = "metadata: {name: versioned, resourceVersion: \"%s\"}, ".formatted(first);
    Reply fresh =
        admin.send(
            "PATCH",
            INSTANCES + "/versioned?fieldManager=ann",
            "---\n{apiVersion: ciao.io/v1, kind: Instance, "
                + at
                + "spec: {image: tiny, running: false}}",
            APPLY);
    Reply stale =
        admin.send(
            "PATCH",
            INSTANCES + "/versioned?fieldManager=ann",
            "---\n{apiVersion: ciao.io/v1, kind: Instance, "
                + at
                + "spec: {image: tiny, running: true}}",
            APPLY);
    Reply absent =
        admin.send(
            "PATCH",
            INSTANCES + "/absent?fieldManager=ann",
            "---\n{apiVersion: ciao.io/v1, kind: Instance, metadata: {name: absent, uid: u},"
                + " spec: {image: tiny}}",
            APPLY);

    assertThat(fresh.code()).as(fresh.text()).isEqualTo(200);
    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.message()).contains("the object has been modified");
    assertThat(absent.code()).isEqualTo(409);
  }

  @Test
  void appliesStatusesApart() throws Exception {
    version(apply("staged", "ann", "spec: {image: tiny}"));
    String path = INSTANCES + "/staged/status?fieldManager=";
    String status =
        "---\n"
            + "{apiVersion: ciao.io/v1, kind: Instance, metadata: {name: staged}, spec: {image:"
            + " other}, status: {conditions: [{type: X, status: \"%s\"}]}}";

    Reply one = admin.send("PATCH", path + "bob", status.formatted("True"), APPLY);
    Reply other = admin.send("PATCH", path + "cid", status.formatted("False"), APPLY);

    assertThat(one.code()).as(one.text()).isEqualTo(200);
    assertThat(one.json().at("/spec/image").asText()).isEqualTo("tiny");
    assertThat(owners(one.json())).containsExactly("ann Apply", "bob Apply status");
    assertThat(other.message())
        .contains(
            "conflict with \"bob\" with subresource \"status\":"
                + " .status.conditions[type=\"X\"].status");
    assertThat(
            admin
                .send(
                    "PATCH",
                    INSTANCES + "/none/status?fieldManager=x",
                    status.formatted("True").replace("staged", "none"),
                    APPLY)
                .code())
        .isEqualTo(404);
  }

  @Test
  void whatTheSystemMadeCanBeAppliedWithoutForce() throws Exception {
    Reply tenant =
        admin.send(
            "PATCH",
            CIAO + "/tenants/default?fieldManager=gitops",
            "---\n{apiVersion: ciao.io/v1, kind: Tenant, metadata: {name: default},"
                + " spec: {permissions: {privilegedContainers: true}}}",
            APPLY);
    Reply namespace =
        admin.send(
            "PATCH",
            "/api/v1/namespaces/default?fieldManager=gitops",
            "---\n{apiVersion: v1, kind: Namespace, metadata: {name: default, labels: {a: b}}}",
            APPLY);

    assertThat(tenant.code()).as(tenant.text()).isEqualTo(200);
    assertThat(namespace.code()).as(namespace.text()).isEqualTo(200);
    assertThat(owners(namespace.json())).contains("gitops Apply", "ciao-apiserver Update status");
    admin.send(
        "PATCH",
        CIAO + "/tenants/default?fieldManager=gitops",
        "---\n{apiVersion: ciao.io/v1, kind: Tenant, metadata: {name: default}}",
        APPLY);
  }

  @Test
  void raceOfAppliersEndsInOneObject() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Integer> codes = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 6; i++) {
      String manager = "m" + i;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      codes.add(apply("raced", manager, "spec: {image: tiny}").code());
                    } catch (Exception e) {
                      codes.add(0);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(codes).containsOnly(200, 201);
    assertThat(codes.stream().filter(c -> c == 201)).hasSize(1);
    assertThat(owners(admin.get(INSTANCES + "/raced").json())).hasSize(6);
  }
}
