package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ciao.apiserver.TestClient.Lines;
import io.ciao.apiserver.TestClient.Reply;
import io.ciao.apiserver.http.ListenAddress;
import io.ciao.apiserver.limit.Limits;
import io.ciao.testkit.Eventually;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Limits, compression, metrics, and the proper end of a server.
@Tag("api")
final class ServingIT {
  private static final int WATCHES = 4;

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;

  @BeforeAll
  static void start() throws Exception {
    Limits limits = Limits.DEFAULT.withRatePerUser(20).withWatches(100, WATCHES);
    server =
        TestServer.start(
            directory,
            new ServingOptions(
                new ListenAddress("127.0.0.1", 0), null, limits, Duration.ofSeconds(4)));
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static String keys(String tenant, int count, int size) throws Exception {
    admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"" + tenant + "\"}}");
    String path = CIAO + "/namespaces/" + tenant + "/sshkeys";
    for (int i = 0; i < count; i++) {
      add(path, "k" + i, size);
    }
    return path;
  }

  private static JsonNode add(String path, String name, int size) throws Exception {
    Reply reply =
        admin.post(
            path,
            "{\"metadata\":{\"name\":\"%s\",\"annotations\":{\"c\":\"%s\"}},\"spec\":{\"publicKey\":\"ssh-ed25519 AAAA\"}}"
                .formatted(name, "x".repeat(size)));
    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    return reply.json();
  }

  @Test
  void answers429WithRetryAfterAboveTheRateOfAUser() throws Exception {
    try (HttpClient http =
        HttpClient.newBuilder().sslContext(server.certificates().stranger().sslContext()).build()) {
      HttpResponse<String> answer = get(http, server.url() + CIAO + "/tenants");
      assertThat(answer.statusCode()).isEqualTo(403);
      for (int i = 0; i < 100 && answer.statusCode() != 429; i++) {
        answer = get(http, server.url() + CIAO + "/tenants");
      }

      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).contains("1");
      JsonNode status = new ObjectMapper().readTree(answer.body());
      assertThat(status.path("reason").asText()).isEqualTo("TooManyRequests");
      assertThat(status.at("/details/retryAfterSeconds").asInt()).isEqualTo(1);
    }
    // Who is within its rate notices nothing.
    assertThat(admin.get(CIAO + "/tenants").code()).isEqualTo(200);
  }

  @Test
  void refusesMoreWatchesThanAUserMayHave() throws Exception {
    String path = keys("watches", 0, 0);
    TestClient own = server.client(server.certificates().scheduler());
    List<Lines> open = new ArrayList<>();
    String from = own.get(path).json().at("/metadata/resourceVersion").asText();
    String watch = path + "?watch=true&resourceVersion=" + from;
    for (int i = 0; i < WATCHES; i++) {
      open.add(own.stream(watch));
    }

    assertThat(own.get(watch).code()).isEqualTo(429);
    open.removeLast().close();
    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              Lines again = own.stream(watch);
              open.add(again);
            });
    for (Lines lines : open) {
      lines.close();
    }
  }

  @Test
  void compressesLongListsForWhoTakesIt() throws Exception {
    String path = keys("long", 40, 8_000);
    String whole = admin.get(path).text();
    assertThat(whole.length()).isGreaterThan(300_000);

    try (HttpClient http =
        HttpClient.newBuilder().sslContext(server.certificates().admin().sslContext()).build()) {
      HttpResponse<byte[]> long40 = gzipGet(http, path);
      assertThat(long40.headers().firstValue("Content-Encoding")).contains("gzip");
      assertThat(long40.body().length).isLessThan(whole.length() / 4);
      byte[] plain = new GZIPInputStream(new ByteArrayInputStream(long40.body())).readAllBytes();
      assertThat(new String(plain, StandardCharsets.UTF_8)).isEqualTo(whole);
      HttpResponse<byte[]> whole20 = gzipGet(http, path + "?limit=20");
      assertThat(whole20.headers().firstValue("Content-Encoding")).contains("gzip");
      HttpResponse<byte[]> one = gzipGet(http, path + "/k1");
      assertThat(one.headers().firstValue("Content-Encoding")).isEmpty();
      HttpResponse<byte[]> watch = gzipGet(http, path + "?watch=true&timeoutSeconds=1");
      assertThat(watch.headers().firstValue("Content-Encoding")).isEmpty();
      assertThat(new String(watch.body(), StandardCharsets.UTF_8).lines()).hasSize(40);
    }
  }

  private static HttpResponse<byte[]> gzipGet(HttpClient http, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Accept-Encoding", "gzip")
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void tellsHealthAndMetricsOnLoopbackAndMetricsToAdmins() throws Exception {
    String plain =
        new ObjectMapper()
            .readTree(Files.readString(server.state().resolve("ready")))
            .path("metrics")
            .asText();
    try (HttpClient http = HttpClient.newHttpClient();
        Lines watch = admin.stream(CIAO + "/tenants?watch=true")) {
      assertThat(watch.next().path("type").asText()).isEqualTo("ADDED");
      assertThat(get(http, "http://" + plain + "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(http, "http://" + plain + "/apis").statusCode()).isEqualTo(404);
      String text = get(http, "http://" + plain + "/metrics").body();
      assertThat(text)
          .containsPattern("apiserver_watches [1-9]")
          .containsPattern("apiserver_request_total\\{verb=\"WATCH\",resource=\"tenants\"")
          .containsPattern("apiserver_request_duration_seconds_count\\{verb=\"")
          .containsPattern("ciao_store_commits_total [1-9]")
          .containsPattern("process_resident_memory_bytes [1-9]");
    }
    assertThat(admin.get("/metrics").text()).contains("apiserver_connections ");
    assertThat(server.scheduler().get("/metrics").code()).isEqualTo(404);
  }

  private static HttpResponse<String> get(HttpClient http, String url) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void prefersTheCipherThatIsFastWithoutC2() throws Exception {
    try (RawHttp one = RawHttp.connect(server.address(), server.certificates().admin())) {
      assertThat(one.cipherSuite()).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
    }
  }

  @Test
  void hurtsNobodyWithAWatcherThatDoesNotRead() throws Exception {
    String path = keys("slow", 0, 0);
    String from = admin.get(path).json().at("/metadata/resourceVersion").asText();
    String watch = path + "?watch=true&resourceVersion=" + from;
    try (RawHttp stuck = RawHttp.connect(server.address(), server.certificates().admin());
        Lines quick = admin.stream(watch)) {
      stuck.send("GET " + watch + " HTTP/1.1\r\nHost: a\r\n\r\n");
      List<Long> lags = new ArrayList<>();
      // Far more than the sockets between them hold.
      for (int i = 0; i < 60; i++) {
        long begun = System.nanoTime();
        add(path, "k" + i, 200_000);
        assertThat(quick.event().at("/object/metadata/name").asText()).isEqualTo("k" + i);
        lags.add(System.nanoTime() - begun);
      }
      lags.sort(null);
      assertThat(Duration.ofNanos(lags.get(30))).isLessThan(Duration.ofSeconds(2));
      Eventually.within(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(admin.get("/metrics").text())
                      .contains("apiserver_slow_clients_total 1"));
    }
  }

  @Test
  void closesConnectionsBeyondTheirBound() throws Exception {
    ServingOptions few =
        new ServingOptions(null, null, Limits.DEFAULT.withConnections(3), Duration.ofSeconds(4));
    try (TestServer small = TestServer.start(directory.resolve("few"), few)) {
      List<RawHttp> open = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        open.add(RawHttp.connect(small.address(), small.certificates().admin()));
        open.getLast().send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(open.getLast().read().code()).isEqualTo(200);
      }
      try (RawHttp more = RawHttp.connect(small.address(), small.certificates().admin())) {
        assertThatThrownBy(
                () -> {
                  more.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
                  more.read();
                })
            .isInstanceOf(IOException.class);
      }
      open.removeFirst().close();
      Eventually.within(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                try (RawHttp again =
                    RawHttp.connect(small.address(), small.certificates().admin())) {
                  again.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
                  assertThat(again.read().code()).isEqualTo(200);
                }
              });
      for (RawHttp connection : open) {
        connection.close();
      }
    }
  }

  @Test
  void answersWhatIsUnderWayWhenItStops() throws Exception {
    Path own = directory.resolve("stopping");
    TestServer stopping = TestServer.start(own);
    TestClient client = stopping.admin();
    String path = CIAO + "/namespaces/default/sshkeys";
    CompletableFuture<List<Reply>> replies = new CompletableFuture<>();
    CompletableFuture<Integer> begun = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              List<Reply> all = new ArrayList<>();
              try {
                for (int i = 0; ; i++) {
                  all.add(
                      client.post(
                          path,
                          "{\"metadata\":{\"name\":\"s%d\"},\"spec\":{\"publicKey\":\"ssh-ed25519 A\"}}"
                              .formatted(i)));
                  begun.complete(i);
                }
              } catch (IOException | InterruptedException gone) {
                replies.complete(all);
              }
            });
    begun.get(10, TimeUnit.SECONDS);

    stopping.stop();

    List<Reply> all = replies.get(20, TimeUnit.SECONDS);
    // Each was done, or refused with the word that another may be asked; none was half done.
    assertThat(all).allMatch(reply -> reply.code() == 201 || reply.code() == 503);
    assertThat(all).anyMatch(reply -> reply.code() == 201);
    stopping.close();
  }
}
