package io.ciao.api.meta;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The merge rules for lists of conditions; the only place that has them.
public final class Conditions {
  private Conditions() {}

  /// The condition of that type.
  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst();
  }

  /// Whether a condition of that type exists and is `True`.
  public static boolean holds(List<Condition> conditions, String type) {
    return find(conditions, type).map(Condition::holds).orElse(false);
  }

  /// `current` with `proposed` put in, ordered by type. The transition time stays while the status
  /// stays; a proposal made from an older generation than the present condition's is ignored (one
  /// that names none is taken).
  public static List<Condition> merge(
      List<Condition> current, List<Condition> proposed, Instant now) {
    var merged = new ArrayList<>(current);
    for (var condition : proposed) {
      put(merged, condition, now);
    }
    merged.sort(Comparator.comparing(Condition::type));
    return List.copyOf(merged);
  }

  private static void put(List<Condition> merged, Condition proposed, Instant now) {
    var before = find(merged, proposed.type());
    if (before.isPresent() && isOlder(proposed, before.get())) {
      return;
    }
    var since =
        before
            .filter(c -> c.status().equals(proposed.status()))
            .map(Condition::lastTransitionTime)
            .orElse(null);
    merged.removeIf(c -> c.type().equals(proposed.type()));
    merged.add(
        new Condition(
            proposed.type(),
            proposed.status(),
            proposed.reason(),
            proposed.message(),
            since == null ? now : since,
            proposed.observedGeneration()));
  }

  private static boolean isOlder(Condition proposed, Condition present) {
    var generation = proposed.observedGeneration();
    var than = present.observedGeneration();
    return generation != null && than != null && generation < than;
  }
}
