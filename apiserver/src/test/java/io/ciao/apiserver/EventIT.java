package io.ciao.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Lines;
import io.ciao.apiserver.TestClient.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events in both groups are the same events.
@Tag("api")
final class EventIT {
  private static final String CORE = "/api/v1/namespaces/default/events";
  private static final String NEW = "/apis/events.k8s.io/v1/namespaces/default/events";

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

  private static Reply core(String name) throws Exception {
    return admin.post(
        CORE,
        """
        {"apiVersion":"v1","kind":"Event","metadata":{"name":"%s"},"type":"Warning",
         "reason":"Failed","message":"it ended","count":4,"source":{"component":"test"},
         "firstTimestamp":"2026-11-21T10:00:00Z","lastTimestamp":"2026-11-21T11:00:00Z",
         "involvedObject":{"kind":"Instance","namespace":"default","name":"%s"}}
        """
            .formatted(name, name));
  }

  private static String modern(String name) {
    return """
    {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"%s"},
     "eventTime":"2026-11-21T10:00:00.000000Z","reportingController":"example.com/c",
     "reportingInstance":"c-0","action":"Starting","reason":"Started","type":"Normal",
     "note":"it started","regarding":{"kind":"Instance","namespace":"default","name":"%s"}}
    """
        .formatted(name, name);
  }

  @Test
  void showsOldEventsInTheNewGroup() throws Exception {
    assertThat(core("shown").code()).isEqualTo(201);

    JsonNode event = admin.get(NEW + "/shown").json();

    assertThat(event.path("apiVersion").asText()).isEqualTo("events.k8s.io/v1");
    assertThat(event.path("note").asText()).isEqualTo("it ended");
    assertThat(event.at("/regarding/name").asText()).isEqualTo("shown");
    assertThat(event.path("deprecatedCount").asLong()).isEqualTo(4);
    assertThat(event.has("involvedObject")).isFalse();
    JsonNode list = admin.get(NEW + "?fieldSelector=regarding.name%3Dshown").json();
    assertThat(list.path("apiVersion").asText()).isEqualTo("events.k8s.io/v1");
    assertThat(list.path("items").size()).isEqualTo(1);
    assertThat(list.at("/items/0/note").asText()).isEqualTo("it ended");
    assertThat(admin.get("/apis/events.k8s.io/v1/events").json().path("items").toString())
        .contains("it ended");
  }

  @Test
  void takesNewEventsIntoTheSameStore() throws Exception {
    Reply made = admin.post(NEW, modern("taken"));
    assertThat(made.code()).as(made.text()).isEqualTo(201);
    assertThat(made.json().path("note").asText()).isEqualTo("it started");

    JsonNode stored = admin.get(CORE + "/taken").json();
    assertThat(stored.path("apiVersion").asText()).isEqualTo("v1");
    assertThat(stored.path("message").asText()).isEqualTo("it started");
    assertThat(stored.path("reportingComponent").asText()).isEqualTo("example.com/c");

    Reply patched =
        admin.patch(
            NEW + "/taken",
            "{\"note\":\"again\",\"series\":{\"count\":2,\"lastObservedTime\":"
                + "\"2026-11-21T10:05:00.000000Z\"}}");
    assertThat(patched.json().path("note").asText()).as(patched.text()).isEqualTo("again");
    assertThat(admin.get(CORE + "/taken").json().at("/series/count").asLong()).isEqualTo(2);
    Reply operations =
        admin.send(
            "PATCH",
            NEW + "/taken",
            "[{\"op\":\"replace\",\"path\":\"/note\",\"value\":\"third\"}]",
            "application/json-patch+json");
    assertThat(operations.json().path("note").asText()).as(operations.text()).isEqualTo("third");
    assertThat(admin.delete(NEW + "/taken").code()).isEqualTo(200);
    assertThat(admin.get(CORE + "/taken").code()).isEqualTo(404);
  }

  @Test
  void demandsWhatTheNewGroupDemands() throws Exception {
    Reply refused = admin.post(NEW, modern("poor").replace("\"action\":\"Starting\",", ""));

    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.message())
        .isEqualTo("Event.events.k8s.io \"poor\" is invalid: action: Required value");
    assertThat(admin.post(NEW, "{\"apiVersion\":\"v1\",\"kind\":\"Event\"}").code()).isEqualTo(400);
  }

  @Test
  void watchesInTheNewGroup() throws Exception {
    String version = admin.get(CORE).json().at("/metadata/resourceVersion").asText();
    try (Lines watch =
        admin.stream(
            NEW
                + "?watch=true&resourceVersion="
                + version
                + "&fieldSelector=regarding.name%3Dwatched")) {
      core("watched");
      JsonNode added = watch.event();
      assertThat(added.path("type").asText()).isEqualTo("ADDED");
      assertThat(added.at("/object/apiVersion").asText()).isEqualTo("events.k8s.io/v1");
      assertThat(added.at("/object/note").asText()).isEqualTo("it ended");
    }
  }

  @Test
  void countsUpWhateverAForgetfulWriterSays() throws Exception {
    core("counted");

    String again = "{\"count\":1,\"lastTimestamp\":\"2026-11-21T11:0%d:00Z\"}";
    assertThat(admin.patch(CORE + "/counted", again.formatted(1)).json().path("count").asLong())
        .isEqualTo(5);
    assertThat(admin.patch(CORE + "/counted", again.formatted(2)).json().path("count").asLong())
        .isEqualTo(6);
    assertThat(
            admin
                .patch(
                    CORE + "/counted", "{\"count\":9,\"lastTimestamp\":\"2026-11-21T11:03:00Z\"}")
                .json()
                .path("count")
                .asLong())
        .isEqualTo(9);
    assertThat(
            admin
                .patch(CORE + "/counted", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}")
                .json()
                .path("count")
                .asLong())
        .isEqualTo(9);
  }
}
