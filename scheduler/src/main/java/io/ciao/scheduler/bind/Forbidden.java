package io.ciao.scheduler.bind;

import io.ciao.api.instance.batch.ItemReason;
import java.time.Duration;
import java.time.Instant;

/// Why the apiserver does not let an instance be bound wherever its node were: its tenant may not
/// use as much, or not in that way.
///
/// @param grounds what that rests on, as they were before the bind was asked for
/// @param reason as the instance's condition names it
/// @param at when it was refused
record Forbidden(Grounds grounds, String reason, String message, Instant at) {
  /// So often at most a bind is tried again because its tenant came to use less: of many that wait
  /// and many that go, each would else try each.
  static final Duration REST = Duration.ofSeconds(1);

  /// After this time one that the quota refused is tried again whatever is known: what the
  /// apiserver's audit takes off a bill, because an object went past the apiserver, is told to
  /// nobody.
  static final Duration AUDITED = Duration.ofMinutes(10);

  /// Until when the apiserver would refuse it again, as far as is known; [Instant#MIN] if not even
  /// now.
  Instant until(Grounds now) {
    if (!now.instance().equals(grounds.instance())) {
      return Instant.MIN;
    }
    if (is(ItemReason.TOO_LARGE)) {
      return Instant.MAX;
    }
    var was = grounds.tenant();
    var is = now.tenant();
    if (is(ItemReason.PRIVILEGED_NOT_PERMITTED)) {
      return is.permissions().equals(was.permissions()) ? Instant.MAX : Instant.MIN;
    }
    if (!is.quotas().equals(was.quotas())) {
      return Instant.MIN;
    }
    return at.plus(is.relief() == was.relief() ? AUDITED : REST);
  }

  private boolean is(ItemReason wanted) {
    return reason.equals(wanted.word());
  }
}
