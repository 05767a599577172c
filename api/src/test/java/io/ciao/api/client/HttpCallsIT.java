package io.ciao.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Over real sockets on loopback, mostly without TLS, which changes nothing of what is tested.
class HttpCallsIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final ObjectKey KEY = new ObjectKey(null, "n1");

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final List<ApiClient> clients = new ArrayList<>();
  private HttpServer server;
  private volatile int code = 200;

  /// Requests that are still answered 429.
  private volatile int crowded;

  private volatile String body = "{\"metadata\":{\"name\":\"n1\"}}";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    clients.forEach(ApiClient::close);
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + " "
              + exchange.getRequestHeaders().getFirst("Ciao-Leader")
              + " "
              + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      exchange.getResponseHeaders().add("Warning", "299 - \"image \\\"x\\\" does not exist\"");
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      int left = crowded;
      if (left > 0) {
        crowded = left - 1;
        exchange.getResponseHeaders().add("Retry-After", "1");
      }
      exchange.sendResponseHeaders(left > 0 ? 429 : code, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private URI served() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// An address at which nobody listens.
  private static URI nobody() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }

  private ApiClient client(List<URI> servers) throws NoSuchAlgorithmException {
    return client(new HttpCalls(servers, SSLContext.getDefault(), TIMEOUT, warnings::add));
  }

  private ApiClient client(HttpCalls calls) {
    var client = new ApiClient(calls);
    clients.add(client);
    return client;
  }

  @Test
  void goesToTheNextServerWhereNobodyListensAndStaysThere() throws Exception {
    var client = client(List.of(nobody(), served()));

    client.create(ResourceType.NODES, null, Json.object());
    client.get(ResourceType.NODES, KEY);

    assertThat(requests).hasSize(2);
  }

  @Test
  void goesOnWithTheNextServerWhereOneTakesARequestAndDoesNotAnswer() throws Exception {
    try (var mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> hangUp(mute));
      var client = client(List.of(URI.create("http://127.0.0.1:" + mute.getLocalPort()), served()));

      assertThatExceptionOfType(ApiUnreachableException.class)
          .isThrownBy(() -> client.create(ResourceType.NODES, null, Json.object()));
      assertThat(requests).as("not repeated").isEmpty();

      client.create(ResourceType.NODES, null, Json.object());
      assertThat(requests).hasSize(1);
    }
  }

  @Test
  @Timeout(20)
  void leavesAServerWhoseWatchFallsSilent() throws Exception {
    try (var mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      leaves(URI.create("http://127.0.0.1:" + mute.getLocalPort()), mute, SSLContext.getDefault());
    }
  }

  @Test
  @Timeout(20)
  void leavesAServerWhoseWatchFallsSilentUnderTls(@TempDir Path directory) throws Exception {
    var keys = keys(directory);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    var trusting = SSLContext.getInstance("TLS");
    trusting.init(null, trust.getTrustManagers(), null);
    try (var mute =
        serving(keys)
            .getServerSocketFactory()
            .createServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      leaves(URI.create("https://localhost:" + mute.getLocalPort()), mute, trusting);
    }
  }

  private void leaves(URI hanging, ServerSocket mute, SSLContext tls) throws Exception {
    Thread.ofVirtual().start(() -> fallSilent(mute));
    var calls =
        new HttpCalls(List.of(hanging, served()), tls, TIMEOUT, warnings::add)
            .withWatchSilence(Duration.ofMillis(300));
    var client = client(calls);

    try (var watch = client.watch(ResourceType.NODES, null, ListQuery.ALL)) {
      assertThat(watch.next()).hasValue(new WatchEvent.Bookmark("7", false));
      assertThatExceptionOfType(ApiUnreachableException.class)
          .isThrownBy(watch::next)
          .withMessage("watch was given up: the server says nothing any more");
    }

    client.get(ResourceType.NODES, KEY);
    assertThat(requests).hasSize(1);
  }

  /// Answers the first connection with the beginning of a watch, and keeps it open.
  private static void fallSilent(ServerSocket socket) {
    try (Socket connection = socket.accept()) {
      readHead(connection);
      var line = "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"7\"}}}\n";
      connection
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n"
                  .formatted(line.length(), line)
                  .getBytes(StandardCharsets.US_ASCII));
      connection.getInputStream().read();
    } catch (IOException e) {
      // The test ends.
    }
  }

  @Test
  void aServerIsAskedToSaySomethingThreeTimesWithinTheSilence() throws Exception {
    var calls = new HttpCalls(List.of(served()), SSLContext.getDefault(), TIMEOUT, _ -> {});

    client(calls).watch(ResourceType.NODES, null, ListQuery.ALL).close();
    client(calls.withWatchSilence(Duration.ofSeconds(10)))
        .watch(ResourceType.NODES, null, ListQuery.ALL)
        .close();
    calls.stream("GET", "/logs", null).close();

    assertThat(requests.get(0)).contains("&maxSilenceSeconds=15 ");
    assertThat(requests.get(1)).contains("&maxSilenceSeconds=3 ");
    assertThat(requests.get(2)).startsWith("GET /logs ");
  }

  /// Reads a request on each connection, and ends it.
  private static void hangUp(ServerSocket socket) {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        readHead(connection);
      } catch (IOException e) {
        // The test ends.
      }
    }
  }

  private static void readHead(Socket connection) throws IOException {
    var in = connection.getInputStream();
    var head = new StringBuilder();
    int next = in.read();
    while (next >= 0) {
      head.append((char) next);
      next = head.indexOf("\r\n\r\n") < 0 ? in.read() : -1;
    }
  }

  @Test
  void sendsAgainWhatACrowdedServerDidNotTake() throws Exception {
    var client = client(List.of(served()));
    crowded = 2;

    client.create(ResourceType.NODES, null, Json.object());

    assertThat(requests).hasSize(3);
    crowded = 100;
    assertThatThrownBy(() -> client.get(ResourceType.NODES, KEY))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.code()).isEqualTo(429));
    assertThat(requests).hasSize(8);
  }

  @Test
  void namesEveryServerAndWhyItCannotBeReached() throws Exception {
    var first = nobody();
    var client = client(List.of(first, URI.create("http://no-such-host.invalid:6443")));

    assertThatThrownBy(() -> client.get(ResourceType.NODES, KEY))
        .isInstanceOf(ApiUnreachableException.class)
        .hasMessageStartingWith(
            "GET /apis/ciao.io/v1/nodes/n1: no apiserver can be reached: " + first + " (")
        .hasMessageContaining("(connection refused)")
        .hasMessageContaining("http://no-such-host.invalid:6443 (the host name is not known)");
  }

  @Test
  void tellsWarningsAndRefusals() throws Exception {
    code = 422;
    body =
        "{\"kind\":\"Status\",\"reason\":\"Invalid\",\"message\":\"bad\",\"details\":{\"causes\":"
            + "[{\"field\":\"spec.x\",\"message\":\"unknown\"}]}}";
    var client = client(List.of(served()));

    assertThatThrownBy(() -> client.create(ResourceType.NODES, null, Json.object()))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(422);
              assertThat(e.reason()).isEqualTo("Invalid");
              assertThat(e.causes())
                  .singleElement()
                  .hasToString("Cause[field=spec.x, message=unknown]");
            });
    assertThat(warnings).containsExactly("image \"x\" does not exist");
  }

  @Test
  void findsNothingWhereThereIsNothing() throws Exception {
    code = 404;

    assertThat(client(List.of(served())).find(ResourceType.NODES, KEY)).isEmpty();
  }

  @Test
  void answerThatIsNoJsonIsNoAnswer() throws Exception {
    body = "<html>";

    assertThatThrownBy(() -> client(List.of(served())).get(ResourceType.NODES, KEY))
        .isInstanceOf(ApiUnreachableException.class)
        .hasMessageContaining("the answer is no JSON object");
  }

  @Test
  void writesCarryTheLeadersTermAndReadsDoNot() throws Exception {
    var client =
        client(
            new HttpCalls(
                List.of(served()),
                SSLContext.getDefault(),
                TIMEOUT,
                warnings::add,
                () -> List.of("Ciao-Leader", "scheduler/7")));

    client.get(ResourceType.NODES, KEY);
    client.delete(ResourceType.NODES, KEY, "u1");

    assertThat(requests.get(0)).startsWith("GET /apis/ciao.io/v1/nodes/n1 null");
    assertThat(requests.get(1))
        .startsWith("DELETE /apis/ciao.io/v1/nodes/n1 scheduler/7")
        .contains("\"preconditions\":{\"uid\":\"u1\"}");
  }

  @Test
  void nothingIsSentWithoutATerm() throws Exception {
    var client =
        client(
            new HttpCalls(
                List.of(served()),
                SSLContext.getDefault(),
                TIMEOUT,
                warnings::add,
                () -> {
                  throw new IllegalStateException("no term");
                }));

    assertThatThrownBy(() -> client.create(ResourceType.NODES, null, Json.object()))
        .hasMessage("no term");
    assertThat(requests).isEmpty();
  }

  @Test
  void writeGoesThroughThoughTheServerClosedTheIdleConnection() throws Exception {
    try (var socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      var closed = new CountDownLatch(1);
      Thread.ofVirtual().start(() -> oneRequestPerConnection(socket, closed));
      var client = client(List.of(URI.create("http://127.0.0.1:" + socket.getLocalPort())));
      client.get(ResourceType.NODES, KEY);
      closed.await();

      // The closed connection may be noticed a moment later; each attempt is one write.
      var done = 0;
      for (int i = 0; i < 20; i++) {
        try {
          client.create(ResourceType.NODES, null, Json.object());
          done++;
        } catch (ApiUnreachableException e) {
          assertThat(e).hasMessageContaining("POST http://127.0.0.1:");
        }
      }

      assertThat(done).isPositive();
    }
  }

  /// Answers one request on each connection as if it could be used again, and closes it.
  private static void oneRequestPerConnection(ServerSocket socket, CountDownLatch closed) {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        readHead(connection);
        connection
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
                    .getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The test ends, or the client went away.
      }
      closed.countDown();
    }
  }

  @Test
  void saysWhatIsWrongWithTls(@TempDir Path directory) throws Exception {
    var tls = serving(keys(directory));
    var secured =
        com.sun.net.httpserver.HttpsServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secured.setHttpsConfigurator(new com.sun.net.httpserver.HttpsConfigurator(tls));
    secured.start();
    try {
      var untrusted = URI.create("https://127.0.0.1:" + secured.getAddress().getPort());

      assertThatThrownBy(() -> client(List.of(untrusted)).get(ResourceType.NODES, KEY))
          .isInstanceOf(ApiUnreachableException.class)
          .hasMessageContaining("no TLS connection: ")
          .hasMessageContaining("check that ca.pem is the authority of this server")
          .hasMessageNotContainingAny("Exception");
      client(List.of(untrusted, served())).create(ResourceType.NODES, null, Json.object());
      assertThat(requests).as("the next server is asked").hasSize(1);
    } finally {
      secured.stop(0);
    }
  }

  /// A new key and its certificate for localhost.
  private static KeyStore keys(Path directory) throws Exception {
    var store = directory.resolve("server.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(made.waitFor()).isZero();
    return KeyStore.getInstance(store.toFile(), "secret".toCharArray());
  }

  private static SSLContext serving(KeyStore store) throws Exception {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "secret".toCharArray());
    var tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    return tls;
  }
}
