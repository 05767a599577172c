package io.ciao.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Over a real socket on loopback, with a server that answers by a script.
class ObjectFollowIT {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Deque<Answer> script = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private HttpServer server;
  private ApiClient client;

  private record Answer(int code, String body) {}

  @BeforeEach
  void serve() throws IOException, NoSuchAlgorithmException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        new ApiClient(
            new HttpCalls(
                List.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
                SSLContext.getDefault(),
                Duration.ofSeconds(5),
                _ -> {}));
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void opensStreamsAgainWhereTheyEndedAndListsAfterAGap() {
    script.add(new Answer(200, list("5", "a")));
    script.add(new Answer(200, event("ADDED", "b", "6")));
    script.add(new Answer(500, status(500)));
    script.add(new Answer(200, event("DELETED", "b", "7")));
    script.add(new Answer(410, status(410)));
    script.add(new Answer(200, list("9", "a", "c")));
    script.add(new Answer(403, status(403)));

    assertThatExceptionOfType(ApiException.class).isThrownBy(this::run);

    assertThat(told)
        .containsExactly(
            "listed [a]",
            "following",
            "is b",
            "interrupted",
            "following",
            "gone b",
            "listed [a, c]");
    assertThat(requests).containsExactly("", "5", "6", "6", "7", "", "9");
  }

  @Test
  void pausesLongerWhileNothingComes() {
    script.add(new Answer(200, list("5")));
    for (var i = 0; i < 8; i++) {
      script.add(new Answer(200, ""));
    }
    script.add(new Answer(200, event("ADDED", "b", "6")));
    script.add(new Answer(403, status(403)));

    assertThatExceptionOfType(ApiException.class).isThrownBy(this::run);

    assertThat(pauses.stream().map(Duration::toMillis))
        .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 100L);
  }

  @Test
  void endsWhereAListenerHasSeenEnough() {
    script.add(new Answer(200, list("5", "a")));
    script.add(new Answer(200, event("ADDED", "b", "6") + event("ADDED", "c", "7")));
    var follow = new ObjectFollow(client, ResourceType.INSTANCES, "default", ListQuery.ALL);

    follow.run(
        new Told() {
          @Override
          public void upserted(ObjectNode object) {
            super.upserted(object);
            follow.end();
          }
        });

    assertThat(told).containsExactly("listed [a]", "following", "is b");
    assertThat(pauses).isEmpty();
  }

  @Test
  void listsOnceThoughItWasEndedBefore() {
    script.add(new Answer(200, list("5", "a")));
    var follow = new ObjectFollow(client, ResourceType.INSTANCES, "default", ListQuery.ALL);
    follow.end();

    follow.run(new Told());

    assertThat(told).containsExactly("listed [a]");
  }

  @Test
  void doesNotBeginWithoutAServer() {
    server.stop(0);

    assertThatExceptionOfType(ApiUnreachableException.class).isThrownBy(this::run);
    assertThat(told).isEmpty();
  }

  private void run() {
    new ObjectFollow(client, ResourceType.INSTANCES, "default", ListQuery.ALL, pauses::add)
        .run(new Told());
  }

  private class Told implements ObjectFollow.Listener {
    @Override
    public void listed(ObjectList list) {
      told.add("listed " + list.items().stream().map(Told::name).toList());
    }

    @Override
    public void following() {
      told.add("following");
    }

    @Override
    public void upserted(ObjectNode object) {
      told.add("is " + name(object));
    }

    @Override
    public void deleted(ObjectNode object) {
      told.add("gone " + name(object));
    }

    @Override
    public void interrupted(String why) {
      told.add("interrupted");
    }

    private static String name(ObjectNode object) {
      return object.path("metadata").path("name").asText();
    }
  }

  /// Notes the version that a watch begins at; empty for a list.
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var query = String.valueOf(exchange.getRequestURI().getQuery());
      requests.add(
          query.contains("watch=true") ? query.replaceAll(".*resourceVersion=(\\d+).*", "$1") : "");
      var next = script.remove();
      var bytes = next.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(next.code(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String list(String version, String... names) {
    var items = List.of(names).stream().map(name -> object(name, "1")).toList();
    return "{\"metadata\":{\"resourceVersion\":\"%s\"},\"items\":%s}".formatted(version, items);
  }

  private static String event(String type, String name, String version) {
    return "{\"type\":\"%s\",\"object\":%s}\n".formatted(type, object(name, version));
  }

  private static String object(String name, String version) {
    return "{\"metadata\":{\"name\":\"%s\",\"resourceVersion\":\"%s\"}}".formatted(name, version);
  }

  private static String status(int code) {
    return "{\"kind\":\"Status\",\"reason\":\"R\",\"message\":\"m\",\"code\":%d}".formatted(code);
  }
}
