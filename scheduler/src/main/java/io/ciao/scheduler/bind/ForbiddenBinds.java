package io.ciao.scheduler.bind;

import io.ciao.api.instance.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The instances whose bind was forbidden, until what that rests on has changed: else each pass
/// would try them first, being the oldest, and ask in vain. Confined to the placement pass.
final class ForbiddenBinds {
  private final Map<String, Forbidden> byUid = new HashMap<>();
  private final Set<String> standing = new HashSet<>();
  private Instant now = Instant.MIN;
  private Instant next = Instant.MAX;

  /// A pass begins to ask.
  void begin(Instant time) {
    now = time;
    next = Instant.MAX;
    standing.clear();
  }

  /// The refusal that still counts for an instance; null if none does.
  @Nullable Forbidden of(Instance instance, Grounds grounds) {
    var uid = instance.metadata().requireUid();
    var forbidden = byUid.get(uid);
    if (forbidden == null) {
      return null;
    }
    var until = forbidden.until(grounds);
    if (!now.isBefore(until)) {
      return null;
    }
    standing.add(uid);
    next = next.isBefore(until) ? next : until;
    return forbidden;
  }

  /// The pass has asked for all that wait; the others are forgotten.
  void end() {
    byUid.keySet().retainAll(standing);
  }

  /// Notes a refusal.
  ///
  /// @param grounds as the pass saw them before it asked for the bind
  void add(Instance instance, Grounds grounds, String reason, String message, Instant time) {
    byUid.put(instance.metadata().requireUid(), new Forbidden(grounds, reason, message, time));
  }

  /// After which time from the beginning of the pass one of them is to be tried again, should
  /// nothing more change; empty if never.
  Optional<Duration> pause() {
    return next.equals(Instant.MAX) ? Optional.empty() : Optional.of(Duration.between(now, next));
  }
}
