package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Reply;
import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of objects when their owners go.
@Tag("api")
final class GarbageIT {
  private static final String DEFAULT = CIAO + "/namespaces/default";
  private static final String KEYS = DEFAULT + "/sshkeys";
  private static final String KEY = "\"spec\":{\"publicKey\":\"ssh-ed25519 AAAA test\"}";
  private static final String HELD = "\"finalizers\":[\"example.com/x\"],";

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

  private static Reply post(String path, String metadata) throws Exception {
    return admin.post(path, "{\"metadata\":{" + metadata + "}," + KEY + "}");
  }

  private static JsonNode key(String name) throws Exception {
    return key(name, "", "");
  }

  /// A key with owner references.
  ///
  /// @param more other metadata, ending in a comma
  private static JsonNode key(String name, String more, String owners) throws Exception {
    Reply reply =
        post(KEYS, more + "\"name\":\"" + name + "\",\"ownerReferences\":[" + owners + "]");
    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    return reply.json();
  }

  private static String reference(JsonNode owner, boolean blocks) {
    return """
    {"apiVersion":"%s","kind":"%s","name":"%s","uid":"%s","blockOwnerDeletion":%s}\
    """
        .formatted(
            owner.path("apiVersion").asText(),
            owner.path("kind").asText(),
            owner.at("/metadata/name").asText(),
            owner.at("/metadata/uid").asText(),
            blocks);
  }

  private static Reply delete(String name, String policy) throws Exception {
    return admin.send(
        "DELETE",
        KEYS + "/" + name,
        "{\"propagationPolicy\":\"" + policy + "\"}",
        "application/json");
  }

  private static void eventuallyGone(String... names) throws Exception {
    for (String name : names) {
      Eventually.within(Duration.ofSeconds(5))
          .untilAsserted(
              () -> {
                Reply reply = admin.get(KEYS + "/" + name);
                assertThat(reply.code()).as(reply.text()).isEqualTo(404);
              });
    }
  }

  private static boolean exists(String name) throws Exception {
    return admin.get(KEYS + "/" + name).code() == 200;
  }

  private static void release(String name) throws Exception {
    admin.patch(KEYS + "/" + name, "{\"metadata\":{\"finalizers\":null}}");
  }

  @Test
  void removesDependentsInTheBackground() throws Exception {
    JsonNode top = key("bg-top");
    JsonNode middle = key("bg-middle", "", reference(top, false));
    key("bg-leaf", "", reference(middle, true));
    JsonNode other = key("bg-other");
    key("bg-shared", "", reference(top, true) + "," + reference(other, true));

    assertThat(delete("bg-top", "Background").json().path("status").asText()).isEqualTo("Success");

    eventuallyGone("bg-middle", "bg-leaf");
    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(
                        admin
                            .get(KEYS + "/bg-shared")
                            .json()
                            .at("/metadata/ownerReferences")
                            .size())
                    .isEqualTo(1));
    delete("bg-other", "Background");
    eventuallyGone("bg-shared");
  }

  @Test
  void removesDependentsBeforeTheirOwnerInTheForeground() throws Exception {
    JsonNode owner = key("fg-owner");
    key("fg-child", HELD, reference(owner, true));
    key("fg-quick", "", reference(owner, true));
    key("fg-loose", HELD, reference(owner, false));

    JsonNode marked = delete("fg-owner", "Foreground").json();

    assertThat(marked.at("/metadata/finalizers/0").asText()).isEqualTo("foregroundDeletion");
    eventuallyGone("fg-quick");
    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(
                        admin
                            .get(KEYS + "/fg-child")
                            .json()
                            .at("/metadata/deletionTimestamp")
                            .asText())
                    .isNotEmpty());
    assertThat(exists("fg-owner")).as("it waits for the child that blocks").isTrue();
    release("fg-child");
    eventuallyGone("fg-child", "fg-owner");
    assertThat(exists("fg-loose")).as("nobody waits for one that does not block").isTrue();
    release("fg-loose");
    eventuallyGone("fg-loose");
  }

  @Test
  void letsDependentsGoWhenTheyAreOrphaned() throws Exception {
    JsonNode owner = key("or-owner");
    key("or-child", "", reference(owner, true));

    delete("or-owner", "Orphan");

    eventuallyGone("or-owner");
    assertThat(admin.get(KEYS + "/or-child").json().at("/metadata/ownerReferences").isMissingNode())
        .isTrue();
  }

  @Test
  void breaksCircles() throws Exception {
    JsonNode one = key("circle-one");
    JsonNode two = key("circle-two", "", reference(one, true));
    admin.patch(
        KEYS + "/circle-one",
        "{\"metadata\":{\"ownerReferences\":[" + reference(two, true) + "]}}");

    delete("circle-one", "Foreground");

    eventuallyGone("circle-one", "circle-two");
  }

  @Test
  void removesWhatIsMadeForAnOwnerThatIsGone() throws Exception {
    JsonNode owner = key("late-owner");
    delete("late-owner", "Background");

    Reply late =
        post(KEYS, "\"name\":\"late\",\"ownerReferences\":[" + reference(owner, true) + "]");

    assertThat(late.code()).isEqualTo(201);
    assertThat(late.warnings().toString()).contains("does not exist");
    eventuallyGone("late");
    key("late-owner");
    post(KEYS, "\"name\":\"again\",\"ownerReferences\":[" + reference(owner, true) + "]");
    eventuallyGone("again");
    assertThat(exists("late-owner")).as("another object of that name is no owner").isTrue();
  }

  @Test
  void concludesNothingFromKindsThatItDoesNotKnow() throws Exception {
    JsonNode owner = key("known");
    key(
        "strange",
        "",
        reference(owner, true)
            + ",{\"apiVersion\":\"example.com/v1\",\"kind\":\"Thing\",\"name\":\"x\",\"uid\":\"u\"}");
    key("witness", "", reference(owner, true));

    delete("known", "Background");

    eventuallyGone("witness");
    assertThat(exists("strange")).isTrue();
  }

  @Test
  void concludesNothingFromAnOwnerThatCannotBeRead() throws Exception {
    JsonNode owner = key("garbled");
    key("of-garbled", "", reference(owner, true));
    JsonNode left = key("readable");
    delete("readable", "Background");

    server.etcdctl("put", "/ciao/sshkeys/default/garbled", "garbage: [");
    server.restart();
    key("sign", "", reference(left, true));

    eventuallyGone("sign");
    admin.patch(KEYS + "/of-garbled", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    key("second-sign", "", reference(left, true));
    eventuallyGone("second-sign");
    assertThat(exists("of-garbled")).isTrue();
    server.etcdctl("del", "/ciao/sshkeys/default/garbled");
    admin.patch(KEYS + "/of-garbled", "{\"metadata\":{\"labels\":{\"a\":\"c\"}}}");
    eventuallyGone("of-garbled");
  }

  @Test
  void refusesOwnersOfOtherNamespaces() throws Exception {
    admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"other\"}}");
    JsonNode owner = key("foreign");

    Reply foreign =
        post(
            CIAO + "/namespaces/other/sshkeys",
            "\"name\":\"x\",\"ownerReferences\":[" + reference(owner, true) + "]");
    assertThat(foreign.code()).as(foreign.text()).isEqualTo(422);
    assertThat(foreign.message()).contains("cross-namespace owner references are disallowed");

    Reply cluster =
        admin.patch(
            CIAO + "/tenants/other",
            "{\"metadata\":{\"ownerReferences\":[" + reference(owner, true) + "]}}");
    assertThat(cluster.code()).isEqualTo(422);

    JsonNode tenant = admin.get(CIAO + "/tenants/other").json();
    key("of-tenant", "", reference(tenant, false));
    assertThat(exists("of-tenant")).isTrue();
  }

  @Test
  void goesOnAfterARestart() throws Exception {
    JsonNode owner = key("re-owner");
    key("re-child", HELD, reference(owner, true));
    delete("re-owner", "Foreground");

    server.restart();

    assertThat(exists("re-owner")).isTrue();
    release("re-child");
    Eventually.within(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(admin.get(KEYS + "/re-owner").code()).isEqualTo(404));
    eventuallyGone("re-child");
  }

  @Test
  void removesManyDependents() throws Exception {
    JsonNode owner = key("many-owner");
    for (int i = 0; i < 200; i++) {
      key("many-" + i, "\"labels\":{\"many\":\"yes\"},", reference(owner, i % 2 == 0));
    }

    delete("many-owner", "Foreground");

    Eventually.within(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        admin.get(KEYS + "?labelSelector=many%3Dyes").json().path("items").size())
                    .isZero());
    eventuallyGone("many-owner");
  }
}
