package io.ciao.scheduler.place;

import io.ciao.api.workload.Placement.Strategy;
import org.jspecify.annotations.Nullable;

/// How good a node is by itself. In this order: the fewest taints that would rather have it
/// elsewhere, the greatest weight of preferred node labels, and how full the fullest resource would
/// be: the emptier the better, or the fuller where instances are packed.
///
/// A node that has the image is better by half of what the instance adds to its fullness. So it
/// goes before others that are about as full, and of nodes that are else alike none gets a second
/// instance before each has one.
final class Rank {
  /// More than all weights of an instance together.
  private static final long TAINT = 1_000_000;

  private final Request request;
  private final @Nullable String image;
  private final boolean packs;

  /// @param image what nodes call the image that it is made from; null if nobody knows
  Rank(Request request, @Nullable String image, Strategy strategy) {
    this.request = request;
    this.image = image;
    this.packs = strategy == Strategy.PACK;
  }

  Score of(Candidate candidate) {
    var fill = fill(candidate, request.memoryBytes(), request.vcpus(), request.diskBytes());
    var burden = packs ? -fill : fill;
    if (image != null && candidate.node().images().contains(image)) {
      burden -= (fill - fill(candidate, 0, 0, 0)) / 2;
    }
    return new Score(preference(candidate.node()), burden);
  }

  private long preference(NodeView node) {
    long sum = 0;
    for (var taint : node.taints()) {
      if (taint.isSoft() && !TaintRule.tolerates(request, taint)) {
        sum -= TAINT;
      }
    }
    for (var term : request.wish().affinityOrNone().nodes().preferred()) {
      if (term.preference().matches(node.labels())) {
        sum += term.weight();
      }
    }
    return sum;
  }

  /// How full the fullest resource would be with that much more, 0 to 1.
  private static double fill(Candidate candidate, long memory, long vcpus, long disk) {
    var node = candidate.node();
    var load = candidate.load();
    return Math.max(
        share(load.memoryBytes(), memory, node.memoryBytes()),
        Math.max(
            share(load.vcpus(), vcpus, node.vcpus()),
            share(load.diskBytes(), disk, node.diskBytes())));
  }

  private static double share(long used, long more, long of) {
    return of == 0 ? 0 : ((double) used + more) / of;
  }
}
