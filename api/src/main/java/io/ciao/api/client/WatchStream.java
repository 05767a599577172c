package io.ciao.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ReadLimits;
import io.ciao.api.codec.UnreadableObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Optional;

/// The events of one watch request, in order. Reading blocks; [#close()] from another thread ends a
/// blocked read.
public final class WatchStream implements AutoCloseable {
  /// An object of at most 1 MiB as a trusted server writes it.
  private static final ReadLimits LINE = ReadLimits.DEFAULT.withMaxBytes(16 << 20);

  private final InputStream body;
  private final Lines lines;

  WatchStream(InputStream body) {
    this.body = body;
    this.lines = new Lines(body, LINE.maxBytes());
  }

  /// The next event; empty when the server has ended the stream.
  ///
  /// @throws ApiException what the server said instead of an event: 410 means that the list must be
  ///   read again
  /// @throws ApiUnreachableException if the connection broke, or the server was silent for too long
  public Optional<WatchEvent> next() {
    try {
      var line = lines.next();
      while (line != null && isBlank(line)) {
        line = lines.next();
      }
      return line == null ? Optional.empty() : Optional.of(event(Json.parse(line, LINE)));
    } catch (SocketTimeoutException e) {
      throw new ApiUnreachableException("watch was given up: the server says nothing any more", e);
    } catch (IOException e) {
      throw new ApiUnreachableException("watch broke off: " + NetworkProblem.of(e), e);
    } catch (UnreadableObjectException e) {
      throw new ApiUnreachableException("watch line is no JSON object: " + e.getMessage(), e);
    }
  }

  private static boolean isBlank(byte[] line) {
    for (var b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  private static WatchEvent event(ObjectNode line) {
    var type = line.path("type").asText();
    if (!(line.get("object") instanceof ObjectNode object)) {
      throw new ApiUnreachableException(
          "watch line of type \"" + type + "\" carries no object", new IOException("bad line"));
    }
    return switch (type) {
      case "ADDED", "MODIFIED" -> new WatchEvent.Upserted(object);
      case "DELETED" -> new WatchEvent.Deleted(object);
      case "BOOKMARK" -> {
        var metadata = object.path("metadata");
        var end = metadata.path("annotations").path("k8s.io/initial-events-end").asText();
        yield new WatchEvent.Bookmark(
            metadata.path("resourceVersion").asText(), "true".equals(end));
      }
      case "ERROR" -> throw ApiException.of(object.path("code").asInt(500), "watch", object);
      default ->
          throw new ApiUnreachableException(
              "watch line has the unknown type \"" + type + "\"", new IOException("bad line"));
    };
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      // The stream is being given up; how it ends is of no interest.
    }
  }
}
