package io.ciao.reconcile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes Events (core/v1) about failures and surprises, for people. Never blocks and never fails
/// its caller: what does not fit its queue, or cannot be written, is dropped and logged.
///
/// The same thing said again about the same object counts one event up instead of adding another:
/// an event's name derives from object, reason and message. Safe for many threads.
public final class EventRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final int WAITING_MAX = 1_000;
  private static final int NAME_CHARACTERS_MAX = 200;

  private final ApiClient client;
  private final String component;
  private final InstantSource clock;
  private final BlockingQueue<Note> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Map<ObjectKey, Long> counts = new RecentCounts();
  private final Thread writer;

  /// What was said lately and how often; used by the writing thread alone.
  private static final class RecentCounts extends LinkedHashMap<ObjectKey, Long> {
    private static final long serialVersionUID = 1L;
    private static final int KEPT_MAX = 1_000;

    @Override
    protected boolean removeEldestEntry(Map.Entry<ObjectKey, Long> eldest) {
      return size() > KEPT_MAX;
    }
  }

  /// What an event is about.
  ///
  /// @param namespace where the object, and so its event, lives; null: cluster-scoped, the event is
  ///   in `default`
  public record About(
      String apiVersion, String kind, @Nullable String namespace, String name, String uid) {}

  /// How bad it is.
  public enum Severity {
    /// Somebody should know.
    WARNING("Warning"),
    /// Worth telling, nothing is wrong.
    NORMAL("Normal");

    private final String text;

    Severity(String text) {
      this.text = text;
    }
  }

  private record Note(About about, Severity severity, String reason, String message) {}

  /// @param component who speaks, for example `ciao-scheduler`
  public EventRecorder(ApiClient client, String component, InstantSource clock) {
    this.client = client;
    this.component = component;
    this.clock = clock;
    this.writer = Thread.ofVirtual().name("events").start(this::run);
  }

  /// Says something about an object.
  ///
  /// @param reason one CamelCase word
  /// @param message one sentence
  public void record(About about, Severity severity, String reason, String message) {
    if (!waiting.offer(new Note(about, severity, reason, message))) {
      LOG.warn("event dropped, too many wait reason={} object={}", reason, about);
    }
  }

  private void run() {
    try {
      while (true) {
        var note = waiting.take();
        try {
          write(note);
        } catch (ApiException | ApiUnreachableException e) {
          LOG.debug("event not written reason={} problem={}", note.reason(), e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Nodes may write events and read none, so what was said before is remembered here; after a
  /// restart the count begins anew.
  private void write(Note note) {
    var own = note.about().namespace();
    var key = new ObjectKey(own == null ? "default" : own, name(note));
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    var count = counts.merge(key, 1L, Long::sum);
    if (count == 1) {
      try {
        client.create(ResourceType.EVENTS, key.namespace(), event(note, key, now));
        return;
      } catch (ApiException e) {
        if (!e.isConflict()) {
          throw e;
        }
      }
    }
    var patch = Json.object();
    patch.put("count", count).put("lastTimestamp", now);
    client.mergePatch(ResourceType.EVENTS, key, patch);
  }

  private ObjectNode event(Note note, ObjectKey key, String now) {
    var event = Json.object();
    event.put("apiVersion", "v1").put("kind", "Event");
    event.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
    var about = note.about();
    var involved = event.putObject("involvedObject");
    involved.put("apiVersion", about.apiVersion()).put("kind", about.kind());
    if (about.namespace() != null) {
      involved.put("namespace", about.namespace());
    }
    involved.put("name", about.name()).put("uid", about.uid());
    event.put("type", note.severity().text).put("reason", note.reason());
    event.put("message", note.message()).put("count", 1L);
    event.put("firstTimestamp", now).put("lastTimestamp", now);
    event.putObject("source").put("component", component);
    return event;
  }

  private static String name(Note note) {
    var sum = new CRC32C();
    var about = note.about();
    var text = about.uid() + "\n" + note.reason() + "\n" + note.message();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    var start = about.name().substring(0, Math.min(about.name().length(), NAME_CHARACTERS_MAX));
    return "%s.%08x".formatted(start, sum.getValue());
  }

  @Override
  public void close() {
    writer.interrupt();
  }
}
