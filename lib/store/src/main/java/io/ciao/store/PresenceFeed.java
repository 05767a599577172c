package io.ciao.store;

import io.ciao.store.EventStream.Batch;
import io.ciao.store.EventStream.Ended;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.watch.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the presence keys: lists them, then tells every change in order. After any error it
/// lists again, which says that what happened in between is not known; after [#SILENCE_MAX] without
/// any change, too: a watch whose connection broke may stay silent for ever. Whoever follows has a
/// probe written more often than that.
public final class PresenceFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PresenceFeed.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration AGAIN = Duration.ofMillis(200);

  /// Longer than this between two changes, and the watch counts as broken.
  static final Duration SILENCE_MAX = Duration.ofSeconds(2);

  /// Behind the last presence key: '0' follows '/'.
  private static final String END = SystemKeys.PREFIX + "presence0";

  private final EtcdConnection etcd;
  private final Listener listener;
  private final Thread thread;
  private volatile boolean closed;

  /// A presence key.
  ///
  /// @param revision at which it was written
  public record Seen(Renewal renewal, long revision) {}

  /// Called on the feed's thread.
  public interface Listener {
    /// All there is; nothing is known about before.
    ///
    /// @param presences by node, or by the name of a probe
    void listed(Map<String, Seen> presences);

    /// A node's or a probe's presence was written.
    void renewed(String node, Seen seen);

    /// A presence key is gone: its writer's lease has ended, or the node was declared lost.
    void gone(String node);
  }

  private PresenceFeed(EtcdConnection etcd, Listener listener) {
    this.etcd = etcd;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("presence-feed").unstarted(this::run);
  }

  /// Begins to follow.
  public static PresenceFeed start(EtcdConnection etcd, Listener listener) {
    var feed = new PresenceFeed(etcd, listener);
    feed.thread.start();
    return feed;
  }

  private void run() {
    try {
      while (!closed) {
        try {
          follow();
        } catch (EtcdCallException e) {
          LOG.debug("presence cannot be followed cause=\"{}\"", e.getMessage());
        }
        Thread.sleep(AGAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() throws EtcdCallException, InterruptedException {
    var option = GetOption.builder().withRange(EtcdConnection.bytes(END)).build();
    var found =
        etcd.call(
            "list presence",
            PATIENCE,
            client -> client.getKVClient().get(EtcdConnection.bytes(SystemKeys.PRESENCES), option));
    list(found);
    var next = found.getHeader().getRevision() + 1;
    try (var stream = EventStream.open(etcd, SystemKeys.PRESENCES, END, next)) {
      while (!closed) {
        switch (stream.poll(SILENCE_MAX.toMillis())) {
          case null -> {
            return;
          }
          case Batch(var events) -> events.forEach(this::event);
          case Ended(String cause, long _) -> {
            LOG.info("presence is listed again cause=\"{}\"", cause);
            return;
          }
        }
      }
    }
  }

  private void list(GetResponse found) {
    var presences = new HashMap<String, Seen>();
    for (var value : found.getKvs()) {
      seen(value).ifPresent(s -> presences.put(node(value), s));
    }
    listener.listed(presences);
  }

  private void event(WatchEvent event) {
    var value = event.getKeyValue();
    if (event.getEventType() == WatchEvent.EventType.PUT) {
      seen(value).ifPresent(s -> listener.renewed(node(value), s));
    } else {
      listener.gone(node(value));
    }
  }

  private static String node(KeyValue value) {
    return text(value.getKey()).substring(SystemKeys.PRESENCES.length());
  }

  private static Optional<Seen> seen(KeyValue value) {
    return Renewal.parse(text(value.getValue()))
        .map(renewal -> new Seen(renewal, value.getModRevision()));
  }

  private static String text(ByteSequence bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
