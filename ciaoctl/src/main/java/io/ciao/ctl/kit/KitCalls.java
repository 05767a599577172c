package io.ciao.ctl.kit;

import io.ciao.ctl.session.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Asks a kit that serves.
final class KitCalls {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int OK = 200;

  private final String server;

  /// @param server `HOST:PORT`
  KitCalls(String server) {
    this.server = server;
  }

  String get(String path, Map<String, String> query) throws InterruptedException {
    return send("GET", path, query, "");
  }

  String post(String path, Map<String, String> query, String payload) throws InterruptedException {
    return send("POST", path, query, payload);
  }

  private String send(String method, String path, Map<String, String> query, String payload)
      throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + server + path + text(query)))
            .timeout(LIMIT)
            .method(
                method,
                payload.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(payload))
            .build();
    try (var client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != OK) {
        throw new RefusedException(answer.body().strip());
      }
      return answer.body();
    } catch (IOException e) {
      throw new RefusedException(
          "no launcher kit answers at %s; start one: ciaoctl launcher-kit serve".formatted(server));
    }
  }

  private static String text(Map<String, String> query) {
    var given = new TreeMap<>(query);
    given.values().removeIf(String::isEmpty);
    return given.isEmpty()
        ? ""
        : given.entrySet().stream()
            .map(
                entry ->
                    entry.getKey()
                        + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "?", ""));
  }
}
