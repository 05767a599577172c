package io.ciao.scheduler.bind;

import io.ciao.api.instance.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The instances whose bind was forbidden, until they are to be tried again: else each pass would
/// try them first, being the oldest, and ask in vain. Confined to the placement pass.
final class ForbiddenBinds {
  /// How long after a refusal an instance is tried again.
  static final Duration PAUSE = Duration.ofSeconds(15);

  private final Map<String, Forbidden> byUid = new HashMap<>();

  /// Forgets what is to be tried again.
  void expire(Instant now) {
    byUid.values().removeIf(forbidden -> !now.isBefore(forbidden.until()));
  }

  /// The refusal that still counts for an instance.
  Optional<Forbidden> of(Instance instance) {
    var meta = instance.metadata();
    return Optional.ofNullable(byUid.get(meta.requireUid()))
        .filter(forbidden -> forbidden.generation() == meta.generationOrZero());
  }

  /// Notes a refusal.
  void add(Instance instance, String reason, String message, Instant now) {
    var meta = instance.metadata();
    var until = now.plus(PAUSE);
    byUid.put(meta.requireUid(), new Forbidden(meta.generationOrZero(), reason, message, until));
  }

  boolean isEmpty() {
    return byUid.isEmpty();
  }
}
