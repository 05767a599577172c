package io.ciao.scheduler.place;

import io.ciao.api.placement.WeightedInstanceTerm;
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
  record Near(WeightedInstanceTerm term, Census census) {}

  /// Company to be avoided, which counts for each one.
  record Away(WeightedInstanceTerm term, Census census) {}

  /// Whether no rule has anything against a node.
  boolean accepts(NodeView node) {
    for (var rule : rules) {
      if (!rule.accepts(node)) {
        return false;
      }
    }
    return true;
  }

  /// The first rule against a node; null if there is none.
  @Nullable PeerRule against(NodeView node) {
    for (var rule : rules) {
      if (!rule.accepts(node)) {
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
  long preference(NodeView node) {
    long sum = 0;
    for (var wish : near) {
      if (count(wish.census(), wish.term(), node) > 0) {
        sum += wish.term().weight();
      }
    }
    for (var wish : away) {
      sum -= (long) wish.term().weight() * count(wish.census(), wish.term(), node);
    }
    for (var spread : soft) {
      var place = node.labels().get(spread.constraint().topologyKey());
      var excess = place == null ? 1 : spread.skew(place) - spread.constraint().maxSkew();
      sum -= UNEVEN * Math.max(0, excess);
    }
    return sum;
  }

  private static int count(Census census, WeightedInstanceTerm term, NodeView node) {
    var place = node.labels().get(term.instanceAffinityTerm().topologyKey());
    return place == null ? 0 : census.in(place);
  }
}
