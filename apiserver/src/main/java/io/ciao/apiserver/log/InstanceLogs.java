package io.ciao.apiserver.log;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.client.NetworkProblem;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ByteSink;
import io.ciao.apiserver.registry.Reading;
import io.ciao.apiserver.registry.Target;
import io.ciao.apiserver.request.Query;
import io.ciao.apiserver.status.Refusals;
import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
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
import java.util.OptionalLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Streams logs from agents. Safe for many threads.
public final class InstanceLogs implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final int PIECE_BYTES = 16 << 10;
  private static final int MESSAGE_BYTES_MAX = 4 << 10;

  private final ResourceStore store;
  private final Reading reading;
  private final HttpClient agents;

  /// Asks agents as the apiserver.
  ///
  /// @param tls proves the apiserver to agents, and trusts the cluster's authority alone
  public InstanceLogs(ResourceStore store, SSLContext tls) {
    this.store = store;
    this.reading = new Reading(store);
    this.agents =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();
  }

  /// The log of an instance, as text that comes piece by piece.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused if there is no agent to ask, or it refuses
  public Answer log(Target target, Query query) throws InterruptedException {
    reading.await(OptionalLong.empty());
    StoredObject instance =
        store
            .get(target.key())
            .orElseThrow(() -> Refusals.notFound(target.resource(), target.name()));
    String node = instance.tree().path("status").path("binding").path("nodeName").asText("");
    if (node.isEmpty()) {
      throw Refusals.badRequest(
          "instance/%s has no node yet, so it has no log; ask: ciaoctl why instance/%s"
              .formatted(target.name(), target.name()));
    }
    HttpResponse<InputStream> response = ask(node, instance.uid(), query);
    requireNode(response, node);
    if (response.statusCode() != 200) {
      throw refusal(response, target, node);
    }
    return Answer.stream(200, Answer.TEXT, sink -> copy(response.body(), sink));
  }

  private HttpResponse<InputStream> ask(String node, String uid, Query query)
      throws InterruptedException {
    URI uri = URI.create(base(node) + "/v1/instances/" + uid + "/log" + parameters(query));
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER_LIMIT).GET().build();
    try {
      return agents.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw Refusals.unavailable(
          "the agent of node %s at %s cannot be asked: %s; it may be starting, try again"
              .formatted(node, uri.getAuthority(), NetworkProblem.of(e)));
    }
  }

  private String base(String node) {
    JsonNode status =
        store
            .get(ResourceKey.cluster("nodes", node))
            .map(found -> found.tree().path("status"))
            .orElseThrow(() -> Refusals.unavailable("node " + node + " does not exist"));
    String address = status.path("address").asText("");
    int port = status.path("agentPort").asInt(0);
    if (address.isEmpty() || port == 0) {
      throw Refusals.unavailable(
          "node " + node + " has not said yet where its agent listens (status.address, agentPort)");
    }
    return "https://" + (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
  }

  private static String parameters(Query query) {
    OptionalLong tail = query.number("tailLines");
    return "?follow="
        + query.flag("follow")
        + (tail.isPresent() ? "&tailLines=" + tail.getAsLong() : "");
  }

  /// The address alone does not say that the right agent answers: another node may have taken it
  /// over.
  private static void requireNode(HttpResponse<InputStream> response, String node) {
    String found = response.sslSession().map(InstanceLogs::commonName).orElse("");
    if (!found.equals(PeerIdentity.NODE_PREFIX + node)) {
      close(response.body());
      throw Refusals.unavailable(
          "the agent at the address of node "
              + node
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
      HttpResponse<InputStream> response, Target target, String node) {
    String message = "";
    try (InputStream body = response.body()) {
      message = new String(body.readNBytes(MESSAGE_BYTES_MAX), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      message = String.valueOf(e.getMessage());
    }
    if (response.statusCode() == 404) {
      return Refusals.badRequest(
          "node " + node + " has no log of instance " + target.key() + " (yet): " + message);
    }
    return Refusals.unavailable(
        "the agent of node " + node + " answered " + response.statusCode() + ": " + message);
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
        throw new InterruptedException("the reader of the log left");
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
