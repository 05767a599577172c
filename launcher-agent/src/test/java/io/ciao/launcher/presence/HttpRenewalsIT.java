package io.ciao.launcher.presence;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.HttpCalls;
import io.ciao.launcher.presence.RenewalCalls.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Over real sockets on loopback, with a server that answers what a test tells it.
class HttpRenewalsIT {
  private record Said(int code, String reason, String message) {}

  private final BlockingQueue<Said> script = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private HttpServer server;
  private ServerSocket deaf;
  private HttpRenewals renewals;

  @BeforeEach
  void serve() throws Exception {
    var loopback = InetAddress.getLoopbackAddress();
    server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    server.createContext("/", this::handle);
    server.start();
    deaf = new ServerSocket(0, 8, loopback);
    renewals =
        new HttpRenewals(
            List.of(client(server.getAddress().getPort()), client(deaf.getLocalPort())), "n1");
  }

  private static ApiClient client(int port) throws Exception {
    var url = URI.create("http://127.0.0.1:" + port);
    var longer = Duration.ofSeconds(20);
    return new ApiClient(
        new HttpCalls(List.of(url), SSLContext.getDefault(), longer, warning -> {}));
  }

  @AfterEach
  void stop() throws IOException {
    renewals.close();
    server.stop(0);
    deaf.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add(exchange.getRequestURI() + " " + body);
      var said = script.remove();
      var answer =
          said.code() == 200
              ? "{}"
              : "{\"kind\":\"Status\",\"reason\":\"%s\",\"message\":\"%s\"}"
                  .formatted(said.reason(), said.message());
      var bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(said.code(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Answer answerTo(int code, String reason, String message) throws InterruptedException {
    script.add(new Said(code, reason, message));
    return renewals.renew(0, 7, 12);
  }

  @Test
  void saysWhichMembershipIsRenewedAndBelievesASuccessAlone() throws Exception {
    assertThat(answerTo(200, "", "")).isEqualTo(new Answer.Renewed());

    assertThat(requests)
        .containsExactly("/apis/ciao.io/v1/nodes/n1/renew {\"incarnation\":7,\"seq\":12}");
    assertThat(answerTo(504, "Timeout", "etcd did not answer"))
        .isEqualTo(new Answer.Unknown("etcd did not answer"));
  }

  @Test
  void tellsALostNodeFromOtherRefusals() throws Exception {
    assertThat(answerTo(409, "NotMember", "it is Lost(7)"))
        .isEqualTo(new Answer.NotMember("it is Lost(7)"));
    assertThat(answerTo(403, "Forbidden", "node n1 is lost: until it has joined again"))
        .isInstanceOf(Answer.NotMember.class);

    assertThat(answerTo(409, "Conflict", "written in between")).isInstanceOf(Answer.Unknown.class);
    assertThat(answerTo(403, "Forbidden", "only its own")).isInstanceOf(Answer.Unknown.class);
    assertThat(answerTo(404, "NotMember", "no such node")).isInstanceOf(Answer.Unknown.class);
  }

  @Test
  @Timeout(10)
  void waitsNoLongerThanAnAttemptMayTake() throws Exception {
    var silence = new Answer.Unknown("no answer within 500 ms");

    assertThat(renewals.renew(1, 7, 12)).isEqualTo(silence);
    assertThat(answerTo(429, "TooManyRequests", "later")).isEqualTo(silence);
    assertThat(answerTo(200, "", "")).as("and goes on").isEqualTo(new Answer.Renewed());
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    server.stop(0);

    assertThat(renewals.renew(0, 7, 12)).isInstanceOf(Answer.Unknown.class);
  }
}
