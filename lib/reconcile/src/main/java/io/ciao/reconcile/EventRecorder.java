package io.ciao.reconcile;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.EventNote;
import io.ciao.api.meta.EventNote.About;
import io.ciao.api.meta.EventNote.Severity;
import io.ciao.api.meta.EventNote.Source;
import io.ciao.api.meta.ObjectKey;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes Events (core/v1) about failures and surprises, for people. Never blocks and never fails
/// its caller: what does not fit its queue, or cannot be written, is dropped and logged.
///
/// The same thing said again about the same object counts one event up instead of adding another
/// (see [EventNote]). Safe for many threads.
public final class EventRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final int WAITING_MAX = 1_000;

  private final ApiClient client;
  private final Source source;
  private final InstantSource clock;
  private final BlockingQueue<EventNote> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
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

  /// @param component who speaks, for example `ciao-scheduler`
  public EventRecorder(ApiClient client, String component, InstantSource clock) {
    this.client = client;
    this.source = Source.of(component);
    this.clock = clock;
    this.writer = Thread.ofVirtual().name("events").start(this::run);
  }

  /// Says something about an object.
  ///
  /// @param reason one CamelCase word
  /// @param message one sentence
  public void record(About about, Severity severity, String reason, String message) {
    if (!waiting.offer(new EventNote(about, source, severity, reason, message))) {
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
  private void write(EventNote note) {
    var key = new ObjectKey(note.namespace(), note.name());
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    var count = counts.merge(key, 1L, Long::sum);
    if (count == 1) {
      try {
        client.create(ResourceType.EVENTS, key.namespace(), note.tree(key.name(), now));
        return;
      } catch (ApiException e) {
        if (!e.isConflict()) {
          throw e;
        }
      }
    }
    var patch = Json.object();
    patch.put(EventNote.COUNT, count).put(EventNote.LAST, now);
    client.mergePatch(ResourceType.EVENTS, key, patch);
  }

  @Override
  public void close() {
    writer.interrupt();
  }
}
