package io.ciao.e2e.env;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.ssntp.cert.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Plain HTTP requests as an admin, for bodies that `ciaoctl` would not send.
public record RestCalls(Cluster cluster, HttpClient http) {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /// What the server answered; `body` is an object, a Status where it refused.
  public record Answer(int code, ObjectNode body) {
    public String message() {
      return body.path("message").asText();
    }

    public String reason() {
      return body.path("reason").asText();
    }
  }

  public static RestCalls of(Cluster cluster) {
    var tls = TlsFiles.in(cluster.directory().resolve("tls/admin")).read().sslContext();
    var http = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
    return new RestCalls(cluster, http);
  }

  /// Gets a text of any apiserver.
  public String text(URI uri) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(uri).timeout(LIMIT).GET().build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /// Posts a body, with fields checked strictly.
  public Answer post(String path, String contentType, byte[] body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(cluster.server().resolve(path + "?fieldValidation=Strict"))
            .timeout(LIMIT)
            .header("Content-Type", contentType)
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(answer.statusCode(), Json.parse(answer.body()));
  }
}
