package io.ciao.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/// A plain HTTPS client that knows nothing of ciao, so that what it sees is what any client sees.
final class TestClient implements AutoCloseable {
  static final String CIAO = "/apis/ciao.io/v1";
  static final String MERGE = "application/merge-patch+json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;
  private final HttpClient http;

  TestClient(String base, SSLContext tls) {
    this.base = base;
    this.http =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(HttpClient.Version.HTTP_2)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  record Reply(int code, String type, List<String> warnings, String text) {
    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new IllegalStateException("no JSON: " + text, e);
      }
    }

    String message() {
      return json().path("message").asText();
    }

    String reason() {
      return json().path("reason").asText();
    }
  }

  Reply get(String path) throws IOException, InterruptedException {
    return send("GET", path, "", "");
  }

  Reply getAs(String path, String accept) throws IOException, InterruptedException {
    return reply(
        http.send(
            request(path).header("Accept", accept).GET().build(),
            HttpResponse.BodyHandlers.ofString()));
  }

  Reply post(String path, String body) throws IOException, InterruptedException {
    return send("POST", path, body, "application/json");
  }

  Reply postYaml(String path, String body) throws IOException, InterruptedException {
    return send("POST", path, body, "application/yaml");
  }

  Reply put(String path, String body) throws IOException, InterruptedException {
    return send("PUT", path, body, "application/json");
  }

  Reply patch(String path, String body) throws IOException, InterruptedException {
    return send("PATCH", path, body, MERGE);
  }

  Reply delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, "", "");
  }

  Reply send(String method, String path, String body, String type)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path).method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return reply(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  Reply sendWith(String method, String path, String body, String header, String value)
      throws IOException, InterruptedException {
    return reply(
        http.send(
            request(path)
                .header(header, value)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString()));
  }

  Reply getWith(String path, Map<String, String> headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path).GET();
    headers.forEach(request::header);
    return reply(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  /// Posts JSON with headers given as name, value, name, value; a name may come again.
  Reply postWith(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return reply(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  /// The outcome of a request whose answer is not read.
  ///
  /// @param audit the id of its line in the audit log; empty if it has none
  record Outcome(int code, String audit) {}

  Outcome outcome(String method, String path, String body, String type)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path).method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    HttpResponse<InputStream> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    response.body().close();
    return new Outcome(response.statusCode(), response.headers().firstValue("audit-id").orElse(""));
  }

  /// A streamed answer that is being read.
  final class Lines implements AutoCloseable {
    private final InputStream body;
    private final BufferedReader reader;

    Lines(InputStream body) {
      this.body = body;
      this.reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /// The next event; blocks.
    JsonNode next() throws IOException {
      String line = reader.readLine();
      if (line == null) {
        throw new IOException("the stream ended");
      }
      return JSON.readTree(line);
    }

    /// The next event that is no bookmark.
    JsonNode event() throws IOException {
      JsonNode next = next();
      while (next.path("type").asText().equals("BOOKMARK")) {
        next = next();
      }
      return next;
    }

    String text() throws IOException {
      return reader.readLine();
    }

    List<JsonNode> rest() throws IOException {
      List<JsonNode> events = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        events.add(JSON.readTree(line));
      }
      return events;
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  Lines stream(String path) throws IOException, InterruptedException {
    return streamAs(path, "application/json");
  }

  Lines streamAs(String path, String accept) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(
            request(path).header("Accept", accept).GET().build(),
            HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new IOException(
          response.statusCode()
              + " "
              + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
    }
    return new Lines(response.body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
  }

  private static Reply reply(HttpResponse<String> response) {
    return new Reply(
        response.statusCode(),
        response.headers().firstValue("content-type").orElse(""),
        response.headers().allValues("warning"),
        response.body());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
