package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ciao.apiserver.TestClient.Lines;
import io.ciao.apiserver.TestClient.Reply;
import io.ciao.apiserver.http.ListenAddress;
import io.ciao.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two apiservers on one etcd are one to their clients.
@Tag("api")
final class TwoServersIT {
  private static final String KEYS = CIAO + "/namespaces/default/sshkeys";
  private static final String KEY =
      "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"publicKey\":\"ssh-ed25519 AAAA\"}}";

  @TempDir private static Path directory;
  private static TestServer first;
  private static ApiServer second;
  private static TestClient one;
  private static TestClient other;

  @BeforeAll
  static void start() throws Exception {
    first = TestServer.start(directory);
    Path state = directory.resolve("second");
    second =
        ApiServer.start(
            new ApiServerConfig(
                state,
                directory.resolve("tls"),
                List.of(new ListenAddress("127.0.0.1", 0)),
                "embedded:" + first.state(),
                null,
                first.state().resolve("secret-keys.yaml")));
    JsonNode ready = new ObjectMapper().readTree(Files.readString(state.resolve("ready")));
    one = first.admin();
    other =
        new TestClient(
            "https://" + ready.path("listen").get(0).asText(),
            first.certificates().admin().sslContext());
  }

  @AfterAll
  static void stop() {
    if (other != null) {
      other.close();
    }
    if (second != null) {
      second.close();
    }
    if (first != null) {
      first.close();
    }
  }

  @Test
  void showsAtOnceWhatTheOtherWrote() throws Exception {
    for (int i = 0; i < 50; i++) {
      String name = "seen-" + i;
      JsonNode created = one.post(KEYS, KEY.formatted(name)).json();
      assertThat(other.get(KEYS + "/" + name).json()).isEqualTo(created);
      JsonNode changed =
          other.patch(KEYS + "/" + name, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}").json();
      assertThat(one.get(KEYS + "/" + name).json()).isEqualTo(changed);
    }
  }

  @Test
  void countsTheSameVersionsInTheirWatches() throws Exception {
    String from = one.get(KEYS).json().at("/metadata/resourceVersion").asText();
    String query = KEYS + "?watch=true&fieldSelector=metadata.name%3Dwatched&resourceVersion=";
    try (Lines here = one.stream(query + from);
        Lines there = other.stream(query + from)) {
      one.post(KEYS, KEY.formatted("watched"));
      other.delete(KEYS + "/watched");
      for (int i = 0; i < 2; i++) {
        assertThat(there.event()).isEqualTo(here.event());
      }
    }
  }

  /// Each round all want the address that one has let go.
  @Test
  void givesAnAddressOfAStatusToOneAlone() throws Exception {
    String addresses = CIAO + "/namespaces/default/externalips/";
    String claim = "/ciao-sys/unique/external-address/cluster/192.0.2.1";
    for (int i = 0; i < 6; i++) {
      String body = "{\"metadata\":{\"name\":\"e%d\"},\"spec\":{\"pool\":\"p\"}}";
      assertThat(one.post(addresses, body.formatted(i)).code()).isEqualTo(201);
    }
    for (int round = 0; round < 10; round++) {
      Map<String, Reply> replies = new ConcurrentHashMap<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 6; i++) {
          String path = addresses + "e" + i;
          TestClient client = i % 2 == 0 ? one : other;
          threads.submit(() -> replies.put(path, client.patch(path + "/status", given(true))));
        }
      }
      assertThat(replies).hasSize(6);
      List<String> winners =
          replies.entrySet().stream()
              .filter(e -> e.getValue().code() == 200)
              .map(Map.Entry::getKey)
              .toList();
      assertThat(winners).hasSize(1);
      String winner = winners.getFirst();
      replies.remove(winner);
      assertThat(replies.values())
          .allSatisfy(
              lost -> {
                assertThat(lost.code()).isEqualTo(409);
                assertThat(lost.message()).contains("192.0.2.1 belongs to ");
              });
      String uid = one.get(winner).json().at("/metadata/uid").asText();
      assertThat(first.etcdctl("get", claim, "--print-value-only").strip()).isEqualTo(uid);
      assertThat(other.patch(winner + "/status", given(false)).code()).isEqualTo(200);
      assertThat(first.etcdctl("get", claim, "--print-value-only")).isBlank();
      // Until it has seen that, the first one would take the same wish for no change.
      assertThat(one.get(winner).json().path("status").has("address")).isFalse();
    }
  }

  private static String given(boolean address) {
    return "{\"status\":{\"address\":" + (address ? "\"192.0.2.1\"" : "null") + "}}";
  }

  @Test
  void leavesNothingOfATenantThatOthersCreateIn() throws Exception {
    for (int round = 0; round < 5; round++) {
      String tenant = "end-" + round;
      one.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"" + tenant + "\"}}");
      String keys = CIAO + "/namespaces/" + tenant + "/sshkeys";
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (TestClient client : List.of(one, other)) {
          for (int i = 0; i < 8; i++) {
            String name = "k" + i + (client == one ? "a" : "b");
            threads.submit(() -> client.post(keys, KEY.formatted(name)));
          }
        }
        threads.submit(() -> other.delete(CIAO + "/tenants/" + tenant));
      }
      Eventually.within(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                for (String prefix : List.of("/ciao/", "/ciao-sys/")) {
                  String stored = first.etcdctl("get", prefix, "--prefix", "--keys-only");
                  assertThat(stored).doesNotContain("/" + tenant);
                }
              });
      assertThat(one.get(CIAO + "/tenants/" + tenant).code()).isEqualTo(404);
      assertThat(other.get("/api/v1/namespaces/" + tenant).code()).isEqualTo(404);
    }
  }
}
