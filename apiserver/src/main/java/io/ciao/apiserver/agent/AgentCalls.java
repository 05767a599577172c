package io.ciao.apiserver.agent;

import io.ciao.api.client.NetworkProblem;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ByteSink;
import io.ciao.apiserver.status.Refusals;
import io.ciao.ssntp.cert.PeerIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Asks agents as the apiserver and passes on what they say. Safe for many threads.
public final class AgentCalls implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final int PIECE_BYTES = 16 << 10;
  private static final int MESSAGE_BYTES_MAX = 4 << 10;

  private final HttpClient agents;

  /// Where an agent is.
  ///
  /// @param program `agent` or `cnci-agent`, for people
  /// @param node whose certificate it must show
  /// @param host a name or an address
  record Agent(String program, String node, String host, int port) {
    private String base() {
      return "https://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private String words() {
      return "the " + program + " of node " + node;
    }
  }

  /// @param tls proves the apiserver to agents, and trusts the cluster's authority alone
  public AgentCalls(SSLContext tls) {
    this.agents =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();
  }

  /// Passes on what a GET brings, piece by piece.
  ///
  /// @param path with the query
  /// @param what of which object is asked for: `log of instance team/web`
  /// @throws io.ciao.apiserver.status.RequestRefused if the agent cannot be asked, or refuses
  Answer get(Agent agent, String path, String what, String contentType)
      throws InterruptedException {
    return pass(agent, request(agent, path).GET().build(), what, contentType);
  }

  /// As [#get], for a POST of JSON.
  Answer post(Agent agent, String path, byte[] json, String what, String contentType)
      throws InterruptedException {
    HttpRequest request =
        request(agent, path)
            .header("Content-Type", Answer.JSON)
            .POST(HttpRequest.BodyPublishers.ofByteArray(json))
            .build();
    return pass(agent, request, what, contentType);
  }

  private static HttpRequest.Builder request(Agent agent, String path) {
    return HttpRequest.newBuilder(URI.create(agent.base() + path)).timeout(ANSWER_LIMIT);
  }

  private Answer pass(Agent agent, HttpRequest request, String what, String contentType)
      throws InterruptedException {
    HttpResponse<InputStream> response;
    try {
      response = agents.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw Refusals.unavailable(
          "%s at %s cannot be asked: %s; it may be starting, try again"
              .formatted(agent.words(), request.uri().getAuthority(), NetworkProblem.of(e)));
    }
    requireNode(response, agent);
    if (response.statusCode() != 200) {
      throw refusal(response, agent, what);
    }
    return Answer.stream(200, contentType, sink -> copy(response.body(), sink));
  }

  /// The address alone does not say that the right agent answers: another node may have taken it
  /// over.
  private static void requireNode(HttpResponse<InputStream> response, Agent agent) {
    String found = response.sslSession().map(AgentCalls::commonName).orElse("");
    if (!found.equals(PeerIdentity.NODE_PREFIX + agent.node())) {
      close(response.body());
      throw Refusals.unavailable(
          "the agent at the address of node "
              + agent.node()
              + " shows the certificate of \""
              + found
              + "\"");
    }
  }

  private static String commonName(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain[0] instanceof X509Certificate certificate
          ? PeerIdentity.of(certificate).commonName()
          : "";
    } catch (SSLPeerUnverifiedException none) {
      return "";
    }
  }

  private static RuntimeException refusal(
      HttpResponse<InputStream> response, Agent agent, String what) {
    String message = "";
    try (InputStream body = response.body()) {
      message = new String(body.readNBytes(MESSAGE_BYTES_MAX), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      message = String.valueOf(e.getMessage());
    }
    return switch (response.statusCode()) {
      case 404 ->
          Refusals.badRequest("node " + agent.node() + " has no " + what + " (yet): " + message);
      case 400 -> Refusals.badRequest(what + ": " + message);
      default ->
          Refusals.unavailable(
              agent.words() + " answered " + response.statusCode() + ": " + message);
    };
  }

  private static void copy(InputStream body, ByteSink sink)
      throws IOException, InterruptedException {
    byte[] piece = new byte[PIECE_BYTES];
    try (body) {
      for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
        sink.write(Arrays.copyOf(piece, read));
      }
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the reader left");
      }
      throw e;
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // Nothing was wanted of it any more.
    }
  }

  @Override
  public void close() {
    agents.shutdownNow();
  }
}
