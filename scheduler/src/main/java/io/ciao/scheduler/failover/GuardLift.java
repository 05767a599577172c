package io.ciao.scheduler.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whether an operator's word that silent nodes are lost, however many they are, still holds: for
/// [FailoverTimes#GUARD]. Confined to one thread.
///
/// The word carries its maker's time, which may be wrong, so it counts from when we saw it come.
/// One that was there already when we began to look counts by that time, for want of a better one.
final class GuardLift {
  private boolean looked;
  private @Nullable Instant known;
  private @Nullable Long sinceNanos;

  /// Begins to look anew: another led until now.
  void restart() {
    looked = false;
    known = null;
    sinceNanos = null;
  }

  /// Whether it holds.
  ///
  /// @param resumedAt what was last said; null: nothing
  /// @param now on the clock that `resumedAt` is compared with
  /// @param nanos monotonic
  boolean holds(@Nullable Instant resumedAt, Instant now, long nanos) {
    if (!looked || !Objects.equals(resumedAt, known)) {
      sinceNanos = resumedAt == null ? null : since(resumedAt, now, nanos);
      known = resumedAt;
      looked = true;
    }
    var since = sinceNanos;
    return since != null && nanos - since < FailoverTimes.GUARD.toNanos();
  }

  private @Nullable Long since(Instant resumedAt, Instant now, long nanos) {
    if (looked) {
      // One that was put back to an earlier time is no new word.
      return known == null || resumedAt.isAfter(known) ? (Long) nanos : null;
    }
    var age = Duration.between(resumedAt, now);
    return age.abs().compareTo(FailoverTimes.GUARD) >= 0
        ? null
        : (Long) (nanos - Math.max(0, age.toNanos()));
  }
}
