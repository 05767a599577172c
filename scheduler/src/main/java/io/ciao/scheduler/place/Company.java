package io.ciao.scheduler.place;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one request has to do with the instances that are there already. Made for one decision.
record Company(
    Request request,
    List<PeerRule> rules,
    List<Near> near,
    List<Away> away,
    List<SpreadRule> soft) {

  /// Of a request that has nothing to do with others.
  static Company none(Request request) {
    return new Company(request, List.of(), List.of(), List.of(), List.of());
  }

  /// As much as the greatest weight, for each instance that a place has too many.
  private static final long UNEVEN = 100;

  /// Preferred company, which counts once however many are there.
  record Near(long weight, Census census) {}

  /// Company to be avoided, which counts for each one.
  record Away(long weight, Census census) {}

  /// Whether no rule has anything against the node at that index.
  boolean accepts(int index) {
    for (var rule : rules) {
      if (!rule.accepts(index)) {
        return false;
      }
    }
    return true;
  }

  /// The first rule against a node; null if there is none.
  @Nullable PeerRule against(int index) {
    for (var rule : rules) {
      if (!rule.accepts(index)) {
        return rule;
      }
    }
    return null;
  }

  /// Whether a rule counts this instance, which must not go then: what it is counted for would not
  /// be what was judged.
  boolean counts(Resident resident) {
    var other = resident.request();
    if (!other.tenant().equals(request.tenant())) {
      return false;
    }
    for (var rule : rules) {
      if (rule.counts(other.labels())) {
        return true;
      }
    }
    return false;
  }

  /// Whether some places are better than others.
  boolean prefers() {
    return !near.isEmpty() || !away.isEmpty() || !soft.isEmpty();
  }

  /// How much better a node is by its place.
  long preference(int index) {
    long sum = 0;
    for (var wish : near) {
      if (wish.census().near(index) > 0) {
        sum += wish.weight();
      }
    }
    for (var wish : away) {
      sum -= wish.weight() * wish.census().near(index);
    }
    for (var spread : soft) {
      sum -= UNEVEN * spread.excess(index);
    }
    return sum;
  }
}
