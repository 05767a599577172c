package io.ciao.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.client.HttpConnections.NotConnectedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Over real sockets on loopback, with a server that says word for word what a test tells it.
class HttpConnectionsIT {
  private static final String HANG_UP = "hang up";
  private static final String SAY_NOTHING = "";
  private static final String DRIP = "drip";
  private static final int DRIPS = 500;
  private static final Duration LONG = Duration.ofSeconds(20);

  private final BlockingQueue<String> script = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
  private final BlockingQueue<Socket> hungUp = new LinkedBlockingQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private ServerSocket listener;
  private final AtomicReference<SSLContext> tls = new AtomicReference<>();
  private HttpConnections connections;

  @BeforeEach
  void serve() throws IOException, NoSuchAlgorithmException {
    listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    tls.set(SSLContext.getDefault());
    connections = new HttpConnections(tls::get);
    Thread.startVirtualThread(this::accept);
  }

  @AfterEach
  void stop() throws IOException {
    connections.close();
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var socket = listener.accept();
        accepted.incrementAndGet();
        Thread.startVirtualThread(() -> converse(socket));
      } catch (IOException e) {
        // The test is over.
      }
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      while (readHead(socket)) {
        var words = script.take();
        if (words.equals(HANG_UP)) {
          return;
        }
        if (words.equals(DRIP)) {
          drip(socket);
          return;
        }
        var last = words.endsWith(HANG_UP);
        var said = last ? words.substring(0, words.length() - HANG_UP.length()) : words;
        socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
        if (last) {
          return;
        }
      }
    } catch (IOException | InterruptedException e) {
      // The client went away.
    } finally {
      hungUp.add(socket);
    }
  }

  /// An answer's head, a byte each 20 ms, that has no end.
  private void drip(Socket socket) throws IOException, InterruptedException {
    socket.getOutputStream().write("HTTP/1.1 200 OK\r\nLong: ".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < DRIPS && script.poll(20, TimeUnit.MILLISECONDS) == null; i++) {
      socket.getOutputStream().write('.');
    }
  }

  private boolean readHead(Socket socket) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var read = socket.getInputStream().read();
      if (read < 0) {
        return false;
      }
      head.append((char) read);
    }
    heads.add(head.toString());
    return true;
  }

  private URI server() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  private static HttpMessage message(String method, Duration headWithin, Duration silence) {
    return new HttpMessage(
        method,
        "/x",
        List.of("Accept", "text/plain"),
        new byte[0],
        new HttpMessage.Limits(headWithin, silence));
  }

  private static HttpMessage post(byte[] body, Duration headWithin) {
    return new HttpMessage("POST", "/x", List.of(), body, new HttpMessage.Limits(headWithin, LONG));
  }

  private HttpAnswer get() throws IOException {
    return connections.send(server(), message("GET", LONG, LONG));
  }

  private static String text(HttpAnswer answer) throws IOException {
    try (var body = answer.body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void readsBodiesOfAllFormsOnOneConnection() throws Exception {
    script.add("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nWarning: a\r\nwarning: b\r\n\r\none");
    script.add(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "2;x=y\r\ntw\r\n1\r\no\r\n0\r\nTrailer: t\r\n\r\n");
    script.add("HTTP/1.1 204 No Content\r\n\r\n");
    script.add("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    script.add("HTTP/1.1 200 OK\r\n\r\nto the end" + HANG_UP);

    var first = get();
    assertThat(first.all("warning")).containsExactly("a", "b");
    assertThat(text(first)).isEqualTo("one");
    assertThat(text(get())).isEqualTo("two");
    assertThat(get().status()).isEqualTo(204);
    assertThat(get().status()).isEqualTo(404);
    assertThat(text(get())).isEqualTo("to the end");

    assertThat(accepted).hasValue(1);
    assertThat(heads.take())
        .isEqualTo(
            "GET /x HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/plain\r\n\r\n"
                .formatted(listener.getLocalPort()));
  }

  @Test
  void keepsNoConnectionThatTheServerWantsToEnd() throws Exception {
    script.add("HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n");
    script.add("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n");
    script.add("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    get();
    get();
    get();

    assertThat(accepted).hasValue(3);
  }

  @Test
  void writeIsNotLostOnAConnectionThatTheServerHasClosed() throws Exception {
    script.add("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + HANG_UP);
    script.add("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
    get();
    assertThat(hungUp.poll(20, TimeUnit.SECONDS)).isNotNull();

    var answer = connections.send(server(), message("POST", LONG, LONG));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(heads.take() + heads.take()).contains("POST /x", "Content-Length: 0");
  }

  @Test
  void readIsRepeatedWhereTheServerHangsUpInsteadOfAnsweringAndAWriteIsNot() throws Exception {
    script.add("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    script.add(HANG_UP);
    script.add("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    script.add(HANG_UP);
    get();

    assertThat(get().status()).isEqualTo(200);
    assertThatThrownBy(() -> connections.send(server(), message("POST", LONG, LONG)))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(NotConnectedException.class);
    assertThat(heads).hasSize(4);
  }

  @Test
  void givesUpAServerThatSaysNothing() {
    script.add(SAY_NOTHING);

    assertThatThrownBy(
            () -> connections.send(server(), message("GET", Duration.ofMillis(100), LONG)))
        .isInstanceOf(SocketTimeoutException.class);
    script.add("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    assertThatThrownBy(
            () -> text(connections.send(server(), message("GET", LONG, Duration.ofMillis(100)))))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void givesUpAServerThatDrips() {
    script.add(DRIP);

    assertThatThrownBy(
            () -> connections.send(server(), message("GET", Duration.ofMillis(300), LONG)))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void givesUpAServerThatDoesNotRead() throws IOException {
    try (var silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      var server = URI.create("http://127.0.0.1:" + silent.getLocalPort());

      assertThatThrownBy(
              () -> connections.send(server, post(new byte[1 << 25], Duration.ofMillis(300))))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void givesUpAServerThatDoesNotShakeHands() throws IOException {
    try (var silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      var server = URI.create("https://127.0.0.1:" + silent.getLocalPort());

      assertThatThrownBy(
              () ->
                  HttpConnection.open(
                      server,
                      SSLContext.getDefault(),
                      new HttpConnection.Limits(LONG, Duration.ofMillis(300)),
                      (_, _) -> {}))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  @Timeout(5)
  void connectsNoLongerThanTheRequestMayTake() throws IOException {
    try (var silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      var server = URI.create("https://127.0.0.1:" + silent.getLocalPort());

      assertThatThrownBy(
              () -> connections.send(server, message("GET", Duration.ofMillis(300), LONG)))
          .isInstanceOf(NotConnectedException.class);
    }
  }

  @Test
  void handshakeThatTakesLongerThanARequestMayIsWaitedForByTheNext() throws IOException {
    var silent = URI.create("https://127.0.0.1:" + listener.getLocalPort());
    var impatient = message("GET", Duration.ofMillis(100), LONG);

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> connections.send(silent, impatient))
          .isInstanceOf(NotConnectedException.class);
    }
    assertThat(accepted).hasValue(1);
  }

  @Test
  void saysWhatWasNoAnswer() {
    script.add("SSH-2.0-x\r\n");
    assertThatThrownBy(this::get).hasMessageContaining("no HTTP: ");
    script.add("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf" + HANG_UP);
    assertThatThrownBy(() -> text(get()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected: 9");
    script.add("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n");
    assertThatThrownBy(() -> text(get())).isInstanceOf(IOException.class);
    script.add("HTTP/1.1 200 OK\r\nno header\r\n\r\n");
    assertThatThrownBy(this::get).hasMessageContaining("no HTTP: ");
  }

  @Test
  void closingABodyEndsWhoReadsIt() throws Exception {
    script.add("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
    var body = connections.send(server(), message("GET", LONG, Duration.ZERO)).body();
    assertThat(body.read()).isEqualTo('a');
    var reading = CompletableFuture.supplyAsync(() -> readFails(body));

    body.close();

    assertThat(reading.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(hungUp.poll(20, TimeUnit.SECONDS)).as("the server is told").isNotNull();
  }

  private static boolean readFails(java.io.InputStream body) {
    try {
      return body.read() < -1;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void interruptEndsWhoWaits() throws Exception {
    script.add(SAY_NOTHING);
    var failed = new CompletableFuture<Boolean>();
    var waiting =
        new Thread(
            () -> {
              try {
                get();
                failed.complete(false);
              } catch (IOException e) {
                failed.complete(Thread.currentThread().isInterrupted());
              }
            });
    waiting.start();
    heads.take();

    waiting.interrupt();

    assertThat(failed.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closingEndsWhatIsUnderWayAndLetsNothingBegin() throws Exception {
    script.add(SAY_NOTHING);
    var waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                get();
                return false;
              } catch (IOException e) {
                return true;
              }
            });
    heads.take();

    connections.close();

    assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(this::get).isInstanceOf(NotConnectedException.class);
  }
}
