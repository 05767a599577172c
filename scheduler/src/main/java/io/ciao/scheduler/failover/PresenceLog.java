package io.ciao.scheduler.failover;

import io.ciao.store.PresenceFeed;
import io.ciao.store.PresenceFeed.Seen;
import io.ciao.store.Renewal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// When which renewal was seen, on this process's clock. Safe for many threads.
///
/// Silence counts from what was seen last, or from the moment at which we began to look: after a
/// list nothing is known about before, and all clocks start again.
final class PresenceLog implements PresenceFeed.Listener {
  private final LongSupplier nanos;
  private final String probe;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Track> tracks = new HashMap<>();

  /// Revision at which each presence key was last written. It may hold an older renewal than the
  /// newest: one that was held up on its way comes after it.
  private final Map<String, Long> keys = new HashMap<>();

  /// Since when we look without having missed anything.
  private long since;

  private @Nullable Long probeSeen;
  private long probeSteadySince;

  /// @param newest null if only its member state is known
  private record Track(long incarnation, boolean joined, @Nullable Renewal newest, long atNanos) {}

  /// @param probe the name that our own renewals are written under
  /// @param nanos monotonic
  PresenceLog(String probe, LongSupplier nanos) {
    this.probe = probe;
    this.nanos = nanos;
    this.since = nanos.getAsLong();
    this.probeSteadySince = since;
  }

  /// A node's silence as it is now.
  ///
  /// @param since the newest renewal of the incarnation, or since we began to look
  /// @param written revision at which its presence key was last written; empty: it is not there
  record Silence(Duration since, OptionalLong written) {}

  /// @param joined whether the incarnation is a member; its clock starts anew when it becomes one
  Silence of(String node, long incarnation, boolean joined) {
    lock.lock();
    try {
      var now = nanos.getAsLong();
      var track = tracks.get(node);
      if (track == null || track.incarnation() != incarnation || track.joined() != joined) {
        var newest =
            track == null || track.newest() == null || track.newest().incarnation() != incarnation
                ? null
                : track.newest();
        track = new Track(incarnation, joined, newest, now);
        tracks.put(node, track);
      }
      var written = keys.get(node);
      return new Silence(
          Duration.ofNanos(Math.min(now - track.atNanos(), now - since)),
          written == null ? OptionalLong.empty() : OptionalLong.of(written));
    } finally {
      lock.unlock();
    }
  }

  /// For how long our own renewals have come back without a gap.
  Duration probeSteady() {
    lock.lock();
    try {
      var now = nanos.getAsLong();
      var seen = probeSeen;
      if (seen == null || now - seen > FailoverTimes.PROBE_GAP.toNanos()) {
        return Duration.ZERO;
      }
      return Duration.ofNanos(now - probeSteadySince);
    } finally {
      lock.unlock();
    }
  }

  /// All clocks start again: another led until now.
  void restart() {
    lock.lock();
    try {
      since = nanos.getAsLong();
      probeSeen = null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void listed(Map<String, Seen> presences) {
    lock.lock();
    try {
      restart();
      keys.clear();
      presences.forEach(this::written);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void renewed(String node, Seen seen) {
    lock.lock();
    try {
      if (node.equals(probe)) {
        probed();
      } else {
        written(node, seen);
      }
    } finally {
      lock.unlock();
    }
  }

  private void probed() {
    var now = nanos.getAsLong();
    var before = probeSeen;
    if (before == null || now - before > FailoverTimes.PROBE_GAP.toNanos()) {
      probeSteadySince = now;
    }
    probeSeen = now;
  }

  private void written(String node, Seen seen) {
    keys.put(node, seen.revision());
    newest(node, seen.renewal());
  }

  /// A renewal that comes late says nothing of now.
  private void newest(String node, Renewal renewal) {
    var track = tracks.get(node);
    var before = track == null ? null : track.newest();
    if (before != null && !renewal.isNewerThan(before)) {
      return;
    }
    // Only members renew.
    tracks.put(node, new Track(renewal.incarnation(), true, renewal, nanos.getAsLong()));
  }

  /// The lease of whoever wrote it has ended, which says nothing of the node and restarts no clock.
  @Override
  public void gone(String node) {
    lock.lock();
    try {
      keys.remove(node);
    } finally {
      lock.unlock();
    }
  }
}
