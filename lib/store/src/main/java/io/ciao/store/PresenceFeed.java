package io.ciao.store;

import io.ciao.store.EventStream.Batch;
import io.ciao.store.EventStream.Ended;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.watch.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows presence and membership keys: lists them, then tells every change in order. After any
/// error it lists again, which says that what happened in between is not known; after
/// [#SILENCE_MAX] without any change, too: a watch whose connection broke may stay silent for ever.
/// Whoever follows has a probe written more often than that.
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
    /// @param members texts of the member keys by node
    void listed(Map<String, Seen> presences, Map<String, String> members);

    /// A node's or a probe's presence was written.
    void renewed(String node, Seen seen);

    /// A presence key is gone: its writer's lease has ended, or the node was declared lost.
    void gone(String node);

    /// A member key has changed.
    ///
    /// @param membership its text; null if it is gone
    void member(String node, @Nullable String membership);
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
            client -> client.getKVClient().get(EtcdConnection.bytes(SystemKeys.MEMBERS), option));
    list(found);
    var next = found.getHeader().getRevision() + 1;
    try (var stream = EventStream.open(etcd, SystemKeys.MEMBERS, END, next)) {
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
    var members = new HashMap<String, String>();
    for (var value : found.getKvs()) {
      var key = value.getKey().toString(StandardCharsets.UTF_8);
      if (key.startsWith(SystemKeys.MEMBERS)) {
        members.put(key.substring(SystemKeys.MEMBERS.length()), text(value));
      } else if (key.startsWith(SystemKeys.PRESENCES)) {
        seen(value).ifPresent(s -> presences.put(node(key), s));
      }
    }
    listener.listed(presences, members);
  }

  private void event(WatchEvent event) {
    var value = event.getKeyValue();
    var key = value.getKey().toString(StandardCharsets.UTF_8);
    var put = event.getEventType() == WatchEvent.EventType.PUT;
    if (key.startsWith(SystemKeys.MEMBERS)) {
      listener.member(key.substring(SystemKeys.MEMBERS.length()), put ? text(value) : null);
    } else if (key.startsWith(SystemKeys.PRESENCES)) {
      if (put) {
        seen(value).ifPresent(s -> listener.renewed(node(key), s));
      } else {
        listener.gone(node(key));
      }
    }
  }

  private static String node(String key) {
    return key.substring(SystemKeys.PRESENCES.length());
  }

  private static Optional<Seen> seen(KeyValue value) {
    return Renewal.parse(text(value)).map(renewal -> new Seen(renewal, value.getModRevision()));
  }

  private static String text(KeyValue value) {
    return value.getValue().toString(StandardCharsets.UTF_8);
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
