package io.ciao.api.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.HttpConnections.NotConnectedException;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ReadLimits;
import io.ciao.api.codec.UnreadableObjectException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// HTTPS to one of several apiservers. Stays with the one that answers; goes to the next where no
/// connection can be made.
///
/// A request that was sent and not answered is not repeated: whether it took effect is unknown. But
/// the next request goes to the next apiserver, since one that hangs would keep us for ever. That
/// includes a write on an idle connection that the server closes at that very moment (a read is
/// then repeated).
public final class HttpCalls implements ApiCalls {
  private static final int ERROR_BYTES_MAX = 1 << 20;
  private static final int CROWDED_TIMES = 4;
  private static final int FIRST_REFUSAL = 300;
  private static final int TOO_MANY = 429;

  /// A watch hears at least three times within the silence after which it is given up.
  private static final int HEARD_TIMES = 3;

  private static final byte[] NOTHING = {};
  private static final Duration CROWDED = Duration.ofSeconds(1);

  /// A thousand nodes with several watches each cost an apiserver some hundred lines a second, less
  /// than their renewals.
  private static final Duration WATCH_SILENCE = Duration.ofSeconds(45);

  /// What a trusted apiserver may answer: whole collections, far larger than what it takes.
  private static final ReadLimits ANSWER = new ReadLimits(1 << 29, 128, 100_000_000, 0);

  private final List<URI> servers;
  private final Duration requestTimeout;
  private final Consumer<String> warnings;
  private final Headers headers;
  private final HttpConnections connections;
  private final Duration watchSilence;
  private final AtomicInteger current = new AtomicInteger();

  /// What is sent. Immutable.
  public static final class Body {
    private final String contentType;
    private final byte[] bytes;

    private Body(String contentType, byte[] bytes) {
      this.contentType = contentType;
      this.bytes = bytes;
    }

    public String contentType() {
      return contentType;
    }

    /// A copy.
    public byte[] bytes() {
      return bytes.clone();
    }

    /// A resource or the input of an action.
    public static Body json(ObjectNode tree) {
      return new Body("application/json", Json.write(tree));
    }

    /// A JSON merge patch (RFC 7386).
    public static Body mergePatch(ObjectNode tree) {
      return new Body("application/merge-patch+json", Json.write(tree));
    }

    /// A JSON patch (RFC 6902).
    public static Body jsonPatch(ArrayNode operations) {
      return new Body("application/json-patch+json", Json.write(operations));
    }

    /// A merge patch that knows lists by their keys; for core kinds alone.
    public static Body strategicMergePatch(ObjectNode tree) {
      return new Body("application/strategic-merge-patch+json", Json.write(tree));
    }

    /// What a field manager wants of an object: server-side apply. JSON is YAML.
    public static Body applyPatch(ObjectNode tree) {
      return new Body("application/apply-patch+yaml", Json.write(tree));
    }
  }

  /// Headers beside those that a request's content needs, each a list of name, value, name, value.
  /// Either may throw, and then nothing is sent.
  ///
  /// @param always what every request carries, for example `Authorization`
  /// @param onWrites what every request but GET carries
  public record Headers(Supplier<List<String>> always, Supplier<List<String>> onWrites) {
    /// Nothing more.
    public static final Headers NONE = new Headers(List::of, List::of);

    /// Headers of every request.
    public static Headers always(Supplier<List<String>> headers) {
      return new Headers(headers, List::of);
    }
  }

  /// @param servers base addresses such as `https://198.18.0.1:6443`, at least one
  /// @param requestTimeout how long sending a request and the head of its answer may take together,
  ///   how long connecting before it may take (at most 10 s), and how long a server may say nothing
  ///   within an answer that is read whole; a stream may be silent for ever, a watch for 45 s
  /// @param warnings gets each `Warning` header's text
  public HttpCalls(
      List<URI> servers, SSLContext tls, Duration requestTimeout, Consumer<String> warnings) {
    this(servers, tls, requestTimeout, warnings, Headers.NONE);
  }

  /// @param writeHeaders headers that every request but GET carries: name, value, name, value. It
  ///   may throw, and then nothing is sent: a leader that has lost its term writes nothing
  public HttpCalls(
      List<URI> servers,
      SSLContext tls,
      Duration requestTimeout,
      Consumer<String> warnings,
      Supplier<List<String>> writeHeaders) {
    this(servers, tls, requestTimeout, warnings, new Headers(List::of, writeHeaders));
  }

  /// @param headers what requests carry beside their content, for example who is asking
  public HttpCalls(
      List<URI> servers,
      SSLContext tls,
      Duration requestTimeout,
      Consumer<String> warnings,
      Headers headers) {
    this(servers, () -> tls, requestTimeout, warnings, headers);
  }

  /// @param tls asked at each request, so that a renewed certificate is used from the next
  ///   connection on; as long as it answers the same, connections are used again
  public HttpCalls(
      List<URI> servers,
      Supplier<SSLContext> tls,
      Duration requestTimeout,
      Consumer<String> warnings,
      Headers headers) {
    this(servers, new HttpConnections(tls), requestTimeout, warnings, headers, WATCH_SILENCE);
  }

  private HttpCalls(
      List<URI> servers,
      HttpConnections connections,
      Duration requestTimeout,
      Consumer<String> warnings,
      Headers headers,
      Duration watchSilence) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("at least one apiserver address is needed");
    }
    this.servers = List.copyOf(servers);
    this.requestTimeout = requestTimeout;
    this.warnings = warnings;
    this.headers = headers;
    this.connections = connections;
    this.watchSilence = watchSilence;
  }

  /// The same calls with another silence after which a watch ends with a failure and the next
  /// request goes to the next apiserver. Takes this one's place.
  ///
  /// @param longest more than nothing; from 9 s on the server says something three times within it
  public HttpCalls withWatchSilence(Duration longest) {
    return new HttpCalls(servers, connections, requestTimeout, warnings, headers, longest);
  }

  @Override
  public ObjectNode json(String method, String path, @Nullable Body body) {
    try (var answer = send(method, path, body, requestTimeout).body()) {
      return Json.parse(answer.readAllBytes(), ANSWER);
    } catch (IOException e) {
      throw new ApiUnreachableException(
          method + " " + path + ": the answer broke off: " + NetworkProblem.of(e), e);
    } catch (UnreadableObjectException e) {
      throw new ApiUnreachableException(
          method + " " + path + ": the answer is no JSON object: " + e.getMessage(), e);
    }
  }

  @Override
  public InputStream stream(String method, String path, @Nullable Body body) {
    return send(method, path, body, Duration.ZERO).body();
  }

  @Override
  public InputStream watch(String path) {
    var seconds = watchSilence.toSeconds() / HEARD_TIMES;
    return send("GET", path + "&maxSilenceSeconds=" + seconds, null, watchSilence).body();
  }

  /// A body whose server is left when it falls silent.
  private final class Heard extends FilterInputStream {
    private final int server;

    Heard(InputStream body, int server) {
      super(body);
      this.server = server;
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (SocketTimeoutException e) {
        leave(server);
        throw e;
      }
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      try {
        return super.read(into, from, length);
      } catch (SocketTimeoutException e) {
        leave(server);
        throw e;
      }
    }
  }

  private void leave(int server) {
    current.compareAndSet(server, (server + 1) % servers.size());
  }

  private HttpAnswer send(String method, String path, @Nullable Body body, Duration silence) {
    var first = Math.floorMod(current.get(), servers.size());
    var problems = new ArrayList<String>();
    IOException last = new IOException("no server");
    for (int i = 0; i < servers.size(); i++) {
      var at = (first + i) % servers.size();
      var server = servers.get(at);
      try {
        var answer = unlessCrowded(server, message(server, method, path, body, silence));
        current.set(at);
        answer.all("warning").forEach(this::warn);
        if (answer.status() >= FIRST_REFUSAL) {
          throw refused(method + " " + path, answer);
        }
        return new HttpAnswer(answer.status(), answer.headers(), new Heard(answer.body(), at));
      } catch (NotConnectedException e) {
        last = e.problem();
        problems.add(server + " (" + NetworkProblem.of(last) + ")");
      } catch (SSLHandshakeException e) {
        // The server's no to a handshake may come with the answer: nothing was taken.
        last = e;
        problems.add(server + " (" + NetworkProblem.of(e) + ")");
      } catch (IOException e) {
        leave(at);
        throw new ApiUnreachableException(
            method + " " + server + path + ": " + NetworkProblem.of(e), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ApiUnreachableException(method + " " + server + path + ": interrupted", e);
      }
    }
    throw new ApiUnreachableException(
        method + " " + path + ": no apiserver can be reached: " + String.join(", ", problems),
        last);
  }

  /// Sends a request. What is answered 429 was not carried out, so it is sent again, writes too,
  /// when the server says.
  private HttpAnswer unlessCrowded(URI server, HttpMessage message)
      throws IOException, InterruptedException {
    var answer = connections.send(server, message);
    for (int again = 0; again < CROWDED_TIMES && answer.status() == TOO_MANY; again++) {
      answer.body().close();
      var said = answer.all("retry-after");
      var after = said.isEmpty() ? "1" : said.getFirst();
      Thread.sleep(after.matches("[1-9]") ? Duration.ofSeconds(Long.parseLong(after)) : CROWDED);
      answer = connections.send(server, message);
    }
    return answer;
  }

  private HttpMessage message(
      URI server, String method, String path, @Nullable Body body, Duration silence) {
    var all = new ArrayList<>(List.of("Accept", "application/json"));
    if (body != null) {
      all.addAll(List.of("Content-Type", body.contentType));
    }
    all.addAll(headers.always().get());
    if (!"GET".equals(method)) {
      all.addAll(headers.onWrites().get());
    }
    return new HttpMessage(
        method,
        trimmed(server.getRawPath()) + path,
        all,
        body == null ? NOTHING : body.bytes,
        new HttpMessage.Limits(requestTimeout, silence));
  }

  private static String trimmed(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static ApiException refused(String attempted, HttpAnswer answer) {
    try (var body = answer.body()) {
      var text = body.readNBytes(ERROR_BYTES_MAX);
      return ApiException.of(answer.status(), attempted, parsed(text));
    } catch (IOException e) {
      return ApiException.of(answer.status(), attempted, null);
    }
  }

  private static @Nullable ObjectNode parsed(byte[] text) {
    try {
      return Json.parse(text);
    } catch (UnreadableObjectException e) {
      return null;
    }
  }

  /// A header is `299 - "text"`; within the text a backslash stands before a quote and itself.
  private void warn(String header) {
    var quote = header.indexOf('"');
    var end = header.lastIndexOf('"');
    warnings.accept(
        quote >= 0 && end > quote
            ? header.substring(quote + 1, end).replaceAll("\\\\(.)", "$1")
            : header);
  }

  @Override
  public void close() {
    connections.close();
  }
}
