package io.ciao.apiserver.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.status.StatusError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a request is answered with.
public sealed interface Answer {
  String JSON = "application/json";
  int RETRY_AFTER_SECONDS = 1;
  String TEXT = "text/plain; charset=utf-8";

  int code();

  String contentType();

  /// Extra headers, one entry a line.
  List<Map.Entry<String, String>> headers();

  /// An answer that is complete before it is sent.
  @SuppressWarnings("ArrayRecordComponent") // written to the wire once, never compared
  record Whole(int code, String contentType, List<Map.Entry<String, String>> headers, byte[] bytes)
      implements Answer {}

  /// An answer that is written piece by piece.
  record Streamed(
      int code, String contentType, List<Map.Entry<String, String>> headers, StreamBody body)
      implements Answer {}

  static Answer bytes(int code, String contentType, byte[] bytes) {
    return new Whole(code, contentType, List.of(), bytes);
  }

  static Answer json(int code, JsonNode tree) {
    return bytes(code, JSON, Json.write(tree));
  }

  static Answer text(int code, String text) {
    return bytes(code, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  static Answer stream(int code, String contentType, StreamBody body) {
    return new Streamed(code, contentType, List.of(), body);
  }

  /// An error; 429 says after how many seconds to try again.
  static Answer error(StatusError error) {
    ObjectNode tree = error.toTree();
    if (error.code() != 429) {
      return json(error.code(), tree);
    }
    tree.withObjectProperty("details").put("retryAfterSeconds", (long) RETRY_AFTER_SECONDS);
    return json(error.code(), tree)
        .with(List.of(Map.entry("Retry-After", String.valueOf(RETRY_AFTER_SECONDS))));
  }

  /// Whether it is a watch: lines of JSON, one an event, for as long as the client listens.
  default boolean isWatch(ApiRequest request) {
    return this instanceof Streamed && contentType().equals(JSON) && request.asksToWatch();
  }

  /// The same answer with more headers.
  default Answer with(List<Map.Entry<String, String>> more) {
    List<Map.Entry<String, String>> all = new ArrayList<>(headers());
    all.addAll(more);
    return switch (this) {
      case Whole whole -> new Whole(whole.code, whole.contentType, List.copyOf(all), whole.bytes);
      case Streamed it -> new Streamed(it.code, it.contentType, List.copyOf(all), it.body);
    };
  }

  /// The same answer with `Warning` headers, which clients print.
  default Answer withWarnings(List<String> warnings) {
    if (warnings.isEmpty()) {
      return this;
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (String warning : warnings) {
      headers.add(Map.entry("Warning", "299 - \"" + escape(warning) + "\""));
    }
    return with(headers);
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else {
        out.append(c < ' ' || c > '~' ? ' ' : c);
      }
    }
    return out.toString();
  }
}
