package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Watches over WebSockets, with the JDK's client.
@Tag("api")
final class WebSocketIT {
  private static final ObjectMapper JSON = new ObjectMapper();

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

  private static String keys(String tenant) throws Exception {
    admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"" + tenant + "\"}}");
    return CIAO + "/namespaces/" + tenant + "/sshkeys";
  }

  private static JsonNode add(String path, String name, int comment) throws Exception {
    TestClient.Reply reply =
        admin.post(
            path,
            "{\"metadata\":{\"name\":\"%s\",\"annotations\":{\"c\":\"%s\"}},\"spec\":{\"publicKey\":\"ssh-ed25519 AAAA\"}}"
                .formatted(name, "x".repeat(comment)));
    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    return reply.json();
  }

  /// What came over one socket.
  private static final class Messages implements WebSocket.Listener {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        texts.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }

    JsonNode next() throws Exception {
      String text = texts.poll(10, TimeUnit.SECONDS);
      assertThat(text).as("a message").isNotNull();
      return JSON.readTree(text);
    }
  }

  private static WebSocket open(Http http, String path, String protocol, Messages messages)
      throws Exception {
    WebSocket.Builder builder = http.client.newWebSocketBuilder();
    if (!protocol.isEmpty()) {
      builder.subprotocols(protocol);
    }
    return builder
        .buildAsync(URI.create(server.url().replace("https", "wss") + path), messages)
        .get(10, TimeUnit.SECONDS);
  }

  /// A client whose end ends its sockets too; the JDK's own close would wait for them.
  private record Http(HttpClient client) implements AutoCloseable {
    @Override
    public void close() {
      client.shutdownNow();
    }
  }

  private static Http client(SSLContext tls) {
    return new Http(HttpClient.newBuilder().sslContext(tls).build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "base64.binary.k8s.io"})
  void deliversAnEventAMessage(String protocol) throws Exception {
    String path = keys("ws" + (protocol.isEmpty() ? "" : "-protocol"));
    JsonNode alpha = add(path, "alpha", 10);
    JsonNode first = add(path, "one", 10);
    Messages messages = new Messages();
    try (Http http = client(server.certificates().admin().sslContext())) {
      WebSocket socket = open(http, path + "?watch=true", protocol, messages);
      assertThat(socket.getSubprotocol()).isEqualTo(protocol);

      assertThat(messages.next().path("object")).isEqualTo(alpha);
      JsonNode told = messages.next();
      assertThat(told.path("type").asText()).isEqualTo("ADDED");
      assertThat(told.path("object")).isEqualTo(first);
      // Longer than a frame, and with others around it.
      JsonNode large = add(path, "two", 200_000);
      JsonNode third = add(path, "three", 10);
      assertThat(messages.next().path("object")).isEqualTo(large);
      assertThat(messages.next().path("object")).isEqualTo(third);
      socket.sendText("what a client says means nothing", true).get(5, TimeUnit.SECONDS);
      admin.delete(path + "/one");
      assertThat(messages.next().path("type").asText()).isEqualTo("DELETED");
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void endsProperlyWhenItsTimeIsOver() throws Exception {
    String path = keys("ws-brief");
    Messages messages = new Messages();
    try (Http http = client(server.certificates().admin().sslContext())) {
      open(http, path + "?watch=true&timeoutSeconds=1", "", messages);

      assertThat(messages.closed.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }
  }

  @Test
  void tellsThatAVersionIsTooOldInAMessage() throws Exception {
    String path = keys("ws-old");
    Messages messages = new Messages();
    try (Http http = client(server.certificates().admin().sslContext())) {
      open(http, path + "?watch=true&resourceVersion=1", "", messages);

      JsonNode error = messages.next();
      assertThat(error.path("type").asText()).isEqualTo("ERROR");
      assertThat(error.at("/object/code").asInt()).isEqualTo(410);
      assertThat(messages.closed.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }
  }

  @Test
  void refusesBeforeTheUpgrade() throws Exception {
    String path = keys("ws-refused");
    try (Http stranger = client(server.certificates().stranger().sslContext());
        Http known = client(server.certificates().admin().sslContext())) {
      assertThat(refusal(stranger, path + "?watch=true")).isEqualTo(403);
      assertThat(refusal(known, CIAO + "/nothings?watch=true")).isEqualTo(404);
      assertThat(refusal(known, path + "?watch=true&labelSelector=a%20in")).isEqualTo(400);
      // A list is no stream; fabric8 goes on with it by HTTP.
      assertThat(refusal(known, path)).isEqualTo(200);
    }
  }

  private static int refusal(Http http, String path) {
    int[] code = new int[1];
    assertThatThrownBy(() -> open(http, path, "", new Messages()))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> code[0] = refused.getResponse().statusCode());
    return code[0];
  }
}
