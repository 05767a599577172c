package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists in pages: all pages show one moment, whatever happens meanwhile.
@Tag("api")
final class PagingIT {
  private static final String TABLE =
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

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

  /// A namespace of its own with keys `k00`, `k01`, …; the even ones are labelled.
  private static String keys(String tenant, int count) throws Exception {
    admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"" + tenant + "\"}}");
    String path = CIAO + "/namespaces/" + tenant + "/sshkeys";
    for (int i = 0; i < count; i++) {
      add(path, "k%02d".formatted(i), i % 2 == 0 ? "even" : "odd");
    }
    return path;
  }

  private static JsonNode add(String path, String name, String label) throws Exception {
    Reply reply =
        admin.post(
            path,
            "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"l\":\"%s\"}},\"spec\":{\"publicKey\":\"ssh-ed25519 AAAA\"}}"
                .formatted(name, label));
    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    return reply.json();
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.path("items").forEach(item -> names.add(item.at("/metadata/name").asText()));
    list.path("rows").forEach(row -> names.add(row.at("/cells/0").asText()));
    return names;
  }

  private static String token(JsonNode list) {
    return list.at("/metadata/continue").asText();
  }

  private static String version(JsonNode object) {
    return object.at("/metadata/resourceVersion").asText();
  }

  @Test
  void showsOneMomentOnAllPages() throws Exception {
    String path = keys("moment", 10);

    JsonNode first = admin.get(path + "?limit=4").json();
    assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(6);
    admin.delete(path + "/k05");
    admin.patch(path + "/k06", "{\"metadata\":{\"labels\":{\"l\":\"new\"}}}");
    add(path, "k045", "new");
    JsonNode second = admin.get(path + "?limit=4&continue=" + token(first)).json();
    JsonNode third = admin.get(path + "?limit=4&continue=" + token(second)).json();

    List<String> all = new ArrayList<>(names(first));
    all.addAll(names(second));
    all.addAll(names(third));
    assertThat(all)
        .containsExactly("k00", "k01", "k02", "k03", "k04", "k05", "k06", "k07", "k08", "k09");
    assertThat(second.at("/items/2/metadata/labels/l").asText()).isEqualTo("even");
    assertThat(List.of(version(second), version(third))).containsOnly(version(first));
    assertThat(token(third)).isEmpty();
    assertThat(third.at("/metadata/remainingItemCount").isMissingNode()).isTrue();
    assertThat(names(admin.get(path).json())).contains("k045").doesNotContain("k05");
  }

  @Test
  void pagesWhatASelectorFindsAndRows() throws Exception {
    String path = keys("chosen", 9);
    String query = path + "?limit=2&labelSelector=l%3Deven";

    JsonNode first = admin.getAs(query, TABLE).json();
    JsonNode second = admin.getAs(query + "&continue=" + token(first), TABLE).json();
    JsonNode third = admin.getAs(query + "&continue=" + token(second), TABLE).json();

    assertThat(names(first)).containsExactly("k00", "k02");
    assertThat(first.path("columnDefinitions").size()).isPositive();
    assertThat(first.at("/metadata/remainingItemCount").isMissingNode()).isTrue();
    assertThat(names(second)).containsExactly("k04", "k06");
    assertThat(names(third)).containsExactly("k08");
    assertThat(token(third)).isEmpty();
  }

  @Test
  void pagesOverAllNamespacesInOneOrder() throws Exception {
    keys("over", 3);
    keys("over-b", 3);
    keys("over0", 3);
    String path = CIAO + "/sshkeys";
    List<String> whole = new ArrayList<>();
    admin.get(path).json().path("items").forEach(item -> whole.add(where(item)));

    List<String> paged = new ArrayList<>();
    String from = "";
    do {
      JsonNode page = admin.get(path + "?limit=2" + from).json();
      page.path("items").forEach(item -> paged.add(where(item)));
      from = token(page).isEmpty() ? "" : "&continue=" + token(page);
    } while (!from.isEmpty());

    assertThat(paged).isEqualTo(whole);
  }

  private static String where(JsonNode item) {
    return item.at("/metadata/namespace").asText() + "/" + item.at("/metadata/name").asText();
  }

  @Test
  void goesOnAfterARestartFromTheHistoryOfEtcd() throws Exception {
    String path = keys("again", 6);
    JsonNode first = admin.get(path + "?limit=2").json();
    admin.delete(path + "/k03");

    server.restart();
    admin = server.admin();
    JsonNode second = admin.get(path + "?limit=2&continue=" + token(first)).json();
    JsonNode third = admin.get(path + "?limit=9&continue=" + token(second)).json();

    assertThat(names(second)).containsExactly("k02", "k03");
    assertThat(names(third)).containsExactly("k04", "k05");
    assertThat(version(third)).isEqualTo(version(first));
  }

  @Test
  void givesATokenThatGoesOnWithThePresentWhereTheMomentIsForgotten() throws Exception {
    String path = keys("forgotten", 6);
    JsonNode first = admin.get(path + "?limit=2").json();
    admin.delete(path + "/k03");
    String last = version(add(path, "k99", "new"));
    // Without its snapshot, and with etcd's history gone.
    server.restart();
    admin = server.admin();
    server.etcdctl("compact", Long.toString(Long.parseLong(last) >> 6));

    Reply gone = admin.get(path + "?limit=2&continue=" + token(first));
    assertThat(gone.code()).as(gone.text()).isEqualTo(410);
    assertThat(gone.reason()).isEqualTo("Expired");
    JsonNode rest = admin.get(path + "?limit=9&continue=" + token(gone.json())).json();
    assertThat(names(rest)).containsExactly("k02", "k04", "k05", "k99");
    Reply exact = admin.get(path + "?resourceVersionMatch=Exact&resourceVersion=" + version(first));
    assertThat(exact.code()).isEqualTo(410);
  }

  @Test
  void listsExactlyAVersion() throws Exception {
    String path = keys("exact", 3);
    JsonNode then = admin.get(path).json();
    JsonNode added = add(path, "later", "new");
    admin.delete(path + "/k00");

    JsonNode exact =
        admin.get(path + "?resourceVersionMatch=Exact&resourceVersion=" + version(then)).json();
    assertThat(exact).isEqualTo(then);
    JsonNode paged = admin.get(path + "?limit=9&resourceVersion=" + version(then)).json();
    assertThat(names(paged)).isEqualTo(names(then));
    JsonNode between =
        admin.get(path + "?resourceVersionMatch=Exact&resourceVersion=" + version(added)).json();
    assertThat(names(between)).containsExactly("k00", "k01", "k02", "later");
    JsonNode notOlder =
        admin
            .get(path + "?resourceVersionMatch=NotOlderThan&resourceVersion=" + version(added))
            .json();
    assertThat(names(notOlder)).containsExactly("k01", "k02", "later");

    Reply future =
        admin.get(path + "?resourceVersion=" + (Long.parseLong(version(added)) + (1L << 30)));
    assertThat(future.code()).isEqualTo(504);
    assertThat(future.message()).startsWith("Too large resource version");
    assertThat(future.json().at("/details/causes/0/reason").asText())
        .isEqualTo("ResourceVersionTooLarge");
  }

  @Test
  void refusesATokenThatIsNone() throws Exception {
    Reply reply = admin.get(CIAO + "/sshkeys?limit=2&continue=abc");

    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.message()).startsWith("continue key is not valid");
  }
}
