package io.ciao.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ReadLimits;
import io.ciao.api.codec.UnreadableObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// The events of one watch request, in order. Reading blocks; [#close()] from another thread ends a
/// blocked read.
public final class WatchStream implements AutoCloseable {
  /// Bookmarks come once a minute (design section 6); after two that are missing the stream is
  /// dead.
  static final Duration IDLE_MAX = Duration.ofSeconds(150);

  /// An object of at most 1 MiB as a trusted server writes it.
  private static final ReadLimits LINE = ReadLimits.DEFAULT.withMaxBytes(16 << 20);

  private final InputStream body;
  private final Lines lines;
  private final LongSupplier nanoTime;
  private final Thread guard;
  private volatile long heardNanos;
  private volatile boolean silent;
  private volatile boolean closed;

  WatchStream(InputStream body) {
    this(body, System::nanoTime);
  }

  /// @param nanoTime a monotonic clock
  WatchStream(InputStream body, LongSupplier nanoTime) {
    this.body = body;
    this.lines = new Lines(body, LINE.maxBytes());
    this.nanoTime = nanoTime;
    this.heardNanos = nanoTime.getAsLong();
    this.guard = Thread.ofVirtual().name("watch-guard").unstarted(this::guard);
    guard.start();
  }

  /// The next event; empty when the server has ended the stream.
  ///
  /// @throws ApiException what the server said instead of an event: 410 means that the list must be
  ///   read again
  /// @throws ApiUnreachableException if the connection broke
  public Optional<WatchEvent> next() {
    try {
      var line = lines.next();
      while (line != null && isBlank(line)) {
        line = lines.next();
      }
      heardNanos = nanoTime.getAsLong();
      return line == null ? Optional.empty() : Optional.of(event(Json.parse(line, LINE)));
    } catch (IOException e) {
      throw new ApiUnreachableException(
          silent
              ? "watch was given up: nothing came for " + IDLE_MAX.toSeconds() + " s"
              : "watch broke off: " + NetworkProblem.of(e),
          e);
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

  /// Ends the stream once nothing has come for too long. A server that lost power or a cut network
  /// says nothing, and no read of ours would ever end.
  private void guard() {
    while (!closed) {
      var left = heardNanos + IDLE_MAX.toNanos() - nanoTime.getAsLong();
      if (left <= 0) {
        silent = true;
        close();
        return;
      }
      LockSupport.parkNanos(left);
    }
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
    closed = true;
    LockSupport.unpark(guard);
    try {
      body.close();
    } catch (IOException e) {
      // The stream is being given up; how it ends is of no interest.
    }
  }
}
