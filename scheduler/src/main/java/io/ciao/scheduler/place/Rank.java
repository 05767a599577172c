package io.ciao.scheduler.place;

import io.ciao.api.workload.Placement.Strategy;

/// How good a node is by itself. In this order: the fewest taints that would rather have it
/// elsewhere, the greatest weight of preferred node labels, and how full the fullest resource would
/// be: the emptier the better, or the fuller where instances are packed.
final class Rank {
  /// More than all weights of an instance together.
  private static final long TAINT = 1_000_000;

  private final Request request;
  private final boolean packs;

  Rank(Request request, Strategy strategy) {
    this.request = request;
    this.packs = strategy == Strategy.PACK;
  }

  Score of(Candidate candidate) {
    var fill = fillAfter(candidate);
    return new Score(preference(candidate.node()), packs ? -fill : fill);
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

  /// How full the fullest resource would be, 0 to 1.
  private double fillAfter(Candidate candidate) {
    var node = candidate.node();
    var load = candidate.load();
    var memory = share(load.memoryBytes(), request.memoryBytes(), node.memoryBytes());
    var vcpus = share(load.vcpus(), request.vcpus(), node.vcpus());
    var disk = share(load.diskBytes(), request.diskBytes(), node.diskBytes());
    return Math.max(memory, Math.max(vcpus, disk));
  }

  private static double share(long used, long more, long of) {
    return of == 0 ? 0 : ((double) used + more) / of;
  }
}
