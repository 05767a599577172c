package io.ciao.program.agent;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One question of an apiserver; it is answered once. Confined to its thread.
public final class AgentCall {
  private static final Logger LOG = LoggerFactory.getLogger(AgentCall.class);
  private static final String TEXT = "text/plain; charset=utf-8";

  private final HttpExchange exchange;

  AgentCall(HttpExchange exchange) {
    this.exchange = exchange;
  }

  public String method() {
    return exchange.getRequestMethod();
  }

  public String path() {
    return exchange.getRequestURI().getPath();
  }

  /// The query as it was sent; null if there is none.
  public @Nullable String query() {
    return exchange.getRequestURI().getRawQuery();
  }

  /// What was sent with it, at most so many bytes; what is longer is cut off.
  public byte[] body(int bytesMax) throws IOException {
    return exchange.getRequestBody().readNBytes(bytesMax);
  }

  /// Answers with a sentence, which gets its line end here.
  public void say(int code, String sentence) throws IOException {
    send(code, TEXT, (sentence + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /// Answers 200 with the whole body.
  public void send(String contentType, byte[] body) throws IOException {
    send(200, contentType, body);
  }

  /// Answers 200 piece by piece; the answer ends when the route returns.
  public OutputStream stream(String contentType) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.sendResponseHeaders(200, 0);
    var body = exchange.getResponseBody();
    // The head goes out now, though there may be nothing to say for long.
    body.flush();
    return body;
  }

  /// Answers with a log, as far as the query wants it.
  ///
  /// @param log empty: 404 with the sentence
  /// @param absent says that there is no such log
  public void log(Optional<ServedLog> log, String absent) throws IOException, InterruptedException {
    if (log.isEmpty()) {
      say(404, absent);
      return;
    }
    LogQuery wanted;
    try {
      wanted = LogQuery.parse(query());
    } catch (IllegalArgumentException e) {
      say(400, String.valueOf(e.getMessage()));
      return;
    }
    try {
      log.get().copyTo(stream(TEXT), wanted.tailLines(), wanted.follow());
    } catch (IOException e) {
      LOG.debug("log reader is gone path={} problem={}", path(), e.getMessage());
    }
  }

  private void send(int code, String contentType, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    // -1 says that there is no body; 0 would say that its length is unknown.
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
