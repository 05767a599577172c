package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Lines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What any client may rely on in a watch.
@Tag("api")
final class WatchIT {
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

  /// A namespace of a test's own, so that it sees its own events alone.
  private static String keys(String tenant) throws Exception {
    admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"" + tenant + "\"}}");
    return CIAO + "/namespaces/" + tenant + "/sshkeys";
  }

  private static JsonNode put(String path, String name, String label) throws Exception {
    String body =
        "{\"metadata\":{\"name\":\""
            + name
            + "\",\"labels\":{\"l\":\""
            + label
            + "\"}},\"spec\":{\"publicKey\":\"ssh-ed25519 AAAA\"}}";
    TestClient.Reply reply = admin.post(path, body);
    if (reply.code() == 409) {
      reply =
          admin.patch(path + "/" + name, "{\"metadata\":{\"labels\":{\"l\":\"" + label + "\"}}}");
    }
    assertThat(reply.code()).as(reply.text()).isBetween(200, 201);
    return reply.json();
  }

  private static String version(JsonNode object) {
    return object.at("/metadata/resourceVersion").asText();
  }

  @Test
  void deliversEveryChangeOnceInOrderWithTheVersionsOfTheAnswers() throws Exception {
    String path = keys("order");
    String from = version(admin.get(path).json());
    List<String> written = new ArrayList<>();
    try (Lines watch = admin.stream(path + "?watch=true&resourceVersion=" + from)) {
      for (int i = 0; i < 50; i++) {
        written.add("ADDED " + version(put(path, "k" + i, "a")));
        written.add("MODIFIED " + version(put(path, "k" + i, "b")));
      }
      List<String> seen = new ArrayList<>();
      for (int i = 0; i < written.size(); i++) {
        seen.add(line(watch.event()));
      }
      assertThat(seen).isEqualTo(written);
    }
    // The same again from anywhere in between.
    String middle = written.get(49).split(" ")[1];
    try (Lines watch = admin.stream(path + "?watch=true&resourceVersion=" + middle)) {
      for (int i = 50; i < written.size(); i++) {
        assertThat(line(watch.event())).isEqualTo(written.get(i));
      }
    }
  }

  private static String line(JsonNode event) {
    return event.path("type").asText() + " " + version(event.path("object"));
  }

  @Test
  void tellsOfEnteringAndLeavingASelection() throws Exception {
    String path = keys("select");
    String from = version(admin.get(path).json());
    try (Lines watch =
        admin.stream(path + "?watch=true&labelSelector=l%3Da&resourceVersion=" + from)) {
      put(path, "x", "b");
      put(path, "x", "a");
      JsonNode left = put(path, "x", "c");
      put(path, "x", "a");
      admin.delete(path + "/x");

      assertThat(watch.event().path("type").asText()).isEqualTo("ADDED");
      JsonNode gone = watch.event();
      assertThat(gone.path("type").asText()).isEqualTo("DELETED");
      assertThat(gone.at("/object/metadata/labels/l").asText()).isEqualTo("a");
      assertThat(version(gone.path("object"))).isEqualTo(version(left));
      assertThat(watch.event().path("type").asText()).isEqualTo("ADDED");
      JsonNode deleted = watch.event();
      assertThat(deleted.path("type").asText()).isEqualTo("DELETED");
      assertThat(Long.parseLong(version(deleted.path("object"))))
          .isGreaterThan(Long.parseLong(version(gone.path("object"))));
    }
  }

  @Test
  void streamsTheStateAndMarksItsEnd() throws Exception {
    String path = keys("state");
    put(path, "one", "a");
    put(path, "two", "a");
    String query =
        "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            + "&allowWatchBookmarks=true";
    try (Lines watch = admin.stream(path + query)) {
      assertThat(watch.next().at("/object/metadata/name").asText()).isEqualTo("one");
      assertThat(watch.next().at("/object/metadata/name").asText()).isEqualTo("two");
      JsonNode end = watch.next();
      assertThat(end.path("type").asText()).isEqualTo("BOOKMARK");
      assertThat(end.at("/object/kind").asText()).isEqualTo("SSHKey");
      assertThat(
              end.path("object")
                  .path("metadata")
                  .path("annotations")
                  .path("k8s.io/initial-events-end")
                  .asText())
          .isEqualTo("true");
      put(path, "three", "a");
      assertThat(watch.event().at("/object/metadata/name").asText()).isEqualTo("three");
    }
  }

  @Test
  void tellsASchedulerQuicklyHowFarItIs() throws Exception {
    String quiet = keys("quiet");
    String busy = keys("busy");
    TestClient scheduler = server.scheduler();
    String from = version(scheduler.get(quiet).json());
    try (Lines watch =
        scheduler.stream(quiet + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + from)) {
      long written = Long.parseLong(version(put(busy, "other", "a")));
      long begun = System.nanoTime();
      JsonNode bookmark = watch.next();
      while (Long.parseLong(version(bookmark.path("object"))) < written) {
        bookmark = watch.next();
      }
      assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
      // A fifth of a second is usual, a minute what other watches wait.
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }
  }

  /// From silence the client concludes that the server hangs.
  @Test
  void isNeverSilentForWhoAsks() throws Exception {
    String quiet = keys("still");
    String from = version(admin.get(quiet).json());
    String query = "?watch=true&allowWatchBookmarks=true&maxSilenceSeconds=1&resourceVersion=";
    try (Lines watch = admin.stream(quiet + query + from)) {
      for (int i = 0; i < 2; i++) {
        JsonNode bookmark = watch.next();
        assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
        assertThat(Long.parseLong(version(bookmark.path("object"))))
            .isGreaterThanOrEqualTo(Long.parseLong(from));
      }
    }
  }

  @Test
  void endsAfterTheTimeThatWasAskedFor() throws Exception {
    String path = keys("brief");
    put(path, "one", "a");
    try (Lines watch = admin.stream(path + "?watch=true&timeoutSeconds=1")) {
      List<JsonNode> all = watch.rest();
      assertThat(all).hasSize(1);
      assertThat(all.getFirst().path("type").asText()).isEqualTo("ADDED");
    }
  }

  @Test
  void answersAVersionThatIsTooOldWithAnErrorEvent() throws Exception {
    String path = keys("old");
    try (Lines watch = admin.stream(path + "?watch=true&resourceVersion=1")) {
      JsonNode error = watch.next();
      assertThat(error.path("type").asText()).isEqualTo("ERROR");
      assertThat(error.at("/object/code").asInt()).isEqualTo(410);
      assertThat(error.at("/object/reason").asText()).isEqualTo("Expired");
      assertThat(watch.rest()).isEmpty();
    }
  }

  @Test
  void showsRowsAndTheirColumnsOnce() throws Exception {
    String path = keys("rows");
    put(path, "one", "a");
    put(path, "two", "a");
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    try (Lines watch = admin.streamAs(path + "?watch=true", table)) {
      JsonNode first = watch.next();
      JsonNode second = watch.next();
      assertThat(first.at("/object/kind").asText()).isEqualTo("Table");
      assertThat(first.at("/object/columnDefinitions").size()).isPositive();
      assertThat(second.at("/object/columnDefinitions").size()).isZero();
      assertThat(second.at("/object/rows/0/cells/0").asText()).isEqualTo("two");
    }
  }

  @Test
  void showsMetadataAloneToWhoWantsNoMore() throws Exception {
    String path = keys("partial");
    JsonNode one = put(path, "one", "a");
    String query =
        "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            + "&allowWatchBookmarks=true";
    String partial =
        "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";
    try (Lines watch = admin.streamAs(path + query, partial)) {
      JsonNode first = watch.next();
      assertThat(first.at("/object/kind").asText()).isEqualTo("PartialObjectMetadata");
      assertThat(first.at("/object/metadata")).isEqualTo(one.path("metadata"));
      assertThat(first.path("object").has("spec")).isFalse();
      JsonNode end = watch.next();
      assertThat(end.path("type").asText()).isEqualTo("BOOKMARK");
      assertThat(end.at("/object/kind").asText()).isEqualTo("PartialObjectMetadata");
      assertThat(end.at("/object/metadata/annotations").toString()).contains("initial-events-end");
      admin.delete(path + "/one");
      JsonNode gone = watch.event();
      assertThat(gone.path("type").asText()).isEqualTo("DELETED");
      assertThat(gone.path("object").has("spec")).isFalse();
    }
  }

  @Test
  void beginsWithNowWhereTheStateIsNotWanted() throws Exception {
    String path = keys("now");
    put(path, "old", "a");
    String query = "?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan";
    try (Lines watch = admin.stream(path + query)) {
      put(path, "new", "a");
      assertThat(watch.event().at("/object/metadata/name").asText()).isEqualTo("new");
    }
  }

  @Test
  void goesOnAcrossARestartOfTheServer() throws Exception {
    String path = keys("restart");
    String from = version(admin.get(path).json());
    String last;
    try (Lines watch = admin.stream(path + "?watch=true&resourceVersion=" + from)) {
      String one = version(put(path, "one", "a"));
      last = version(watch.event().path("object"));
      assertThat(last).isEqualTo(one);
      server.restart();
      assertThat(isOver(watch)).isTrue();
    }
    TestClient again = server.admin();
    List<String> expected = new ArrayList<>();
    expected.add("MODIFIED " + version(put(path, "one", "b")));
    expected.add("ADDED " + version(put(path, "two", "a")));
    try (Lines watch = again.stream(path + "?watch=true&resourceVersion=" + last)) {
      assertThat(line(watch.event())).isEqualTo(expected.get(0));
      assertThat(line(watch.event())).isEqualTo(expected.get(1));
    }
  }

  private static boolean isOver(Lines watch) {
    try {
      return watch.rest().isEmpty();
    } catch (IOException cut) {
      return true;
    }
  }
}
