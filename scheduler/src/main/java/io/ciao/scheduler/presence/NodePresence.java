package io.ciao.scheduler.presence;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// When each node was last heard, by SSNTP frame or by a heartbeat in its status. Kept in memory by
/// every scheduler, leader or not. Safe for many threads.
///
/// Clocks of nodes are never compared with ours: a heartbeat counts from the moment at which we saw
/// that it had changed.
public final class NodePresence {
  /// The moment of a sign of life, on our clock; empty if there was none yet.
  private static final OptionalLong NEVER = OptionalLong.empty();

  private record Heard(OptionalLong atNanos, @Nullable Instant heartbeat) {}

  private final LongSupplier nanoTime;
  private final long startedNanos;
  private final Map<String, Heard> heard = new ConcurrentHashMap<>();
  private final Set<String> full = ConcurrentHashMap.newKeySet();

  /// @param nanoTime a monotonic clock
  public NodePresence(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.startedNanos = nanoTime.getAsLong();
  }

  /// A frame of that node came in.
  public void frame(String uid) {
    heard.compute(
        uid,
        (_, before) ->
            new Heard(at(nanoTime.getAsLong()), before == null ? null : before.heartbeat()));
  }

  /// The node's status carries this heartbeat (null: none). Counts only if it is another one than
  /// before: what a node's status says when we first see it may have been written long ago.
  public void heartbeat(String uid, @Nullable Instant heartbeat) {
    heard.compute(
        uid,
        (_, before) -> {
          if (before == null) {
            return new Heard(NEVER, heartbeat);
          }
          return Objects.equals(heartbeat, before.heartbeat()) || heartbeat == null
              ? before
              : new Heard(at(nanoTime.getAsLong()), heartbeat);
        });
  }

  /// The node has a connection now.
  public void connected(String uid) {
    frame(uid);
  }

  public void disconnected(String uid) {
    full.remove(uid);
  }

  /// What the node last said of taking more: FULL (true) or READY (false).
  public void full(String uid, boolean says) {
    if (says) {
      full.add(uid);
    } else {
      full.remove(uid);
    }
  }

  public boolean isFull(String uid) {
    return full.contains(uid);
  }

  /// For how long nothing was heard of that node; counted from our own start if nothing ever was.
  public Duration silence(String uid) {
    return Duration.ofNanos(nanoTime.getAsLong() - lastHeard(uid).orElse(startedNanos));
  }

  /// Whether anything was heard of that node since our start.
  public boolean everHeard(String uid) {
    return lastHeard(uid).isPresent();
  }

  private OptionalLong lastHeard(String uid) {
    var present = heard.get(uid);
    return present == null ? NEVER : present.atNanos();
  }

  private static OptionalLong at(long nanos) {
    return OptionalLong.of(nanos);
  }
}
