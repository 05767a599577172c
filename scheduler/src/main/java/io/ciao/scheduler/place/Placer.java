package io.ciao.scheduler.place;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Chooses a node: the rules say which may take the instance, the rank which of those is best.
///
/// Rank: the node whose fullest resource would be least full afterwards (instances spread); of
/// equals the one with the lower name.
public final class Placer {
  /// In the order in which people want to hear about them.
  private static final List<FeasibilityRule> RULES =
      List.of(
          new ComputeRoleRule(),
          new PinnedRule(),
          new NodeReadyRule(),
          new SchedulableRule(),
          new RuntimeRule(),
          new NotFullRule(),
          new InstanceCountRule(),
          new MemoryRule(),
          new VcpusRule(),
          new DiskRule());

  private Placer() {}

  /// The node for this request; candidates must come in order of node names.
  public static Placement place(Collection<Candidate> candidates, Request request) {
    Candidate best = null;
    double bestFill = Double.MAX_VALUE;
    for (var candidate : candidates) {
      if (accepted(request, candidate)) {
        var fill = fillAfter(candidate, request);
        if (fill < bestFill) {
          best = candidate;
          bestFill = fill;
        }
      }
    }
    return best == null
        ? new Placement.Unschedulable(refusals(candidates, request))
        : new Placement.Bound(best.node());
  }

  private static boolean accepted(Request request, Candidate candidate) {
    for (var rule : RULES) {
      if (!rule.accepts(request, candidate)) {
        return false;
      }
    }
    return true;
  }

  private static List<Placement.Refusal> refusals(
      Collection<Candidate> candidates, Request request) {
    var refusals = new ArrayList<Placement.Refusal>();
    for (var candidate : candidates) {
      RULES.stream()
          .filter(rule -> !rule.accepts(request, candidate))
          .findFirst()
          .map(rule -> refusal(rule, request, candidate))
          .ifPresent(refusals::add);
    }
    return refusals;
  }

  private static Placement.Refusal refusal(
      FeasibilityRule rule, Request request, Candidate candidate) {
    return new Placement.Refusal(
        candidate.node().name(), rule.refusal(request, candidate), rule.refusalOfMany());
  }

  /// How full the fullest resource would be, 0 to 1.
  private static double fillAfter(Candidate candidate, Request request) {
    var node = candidate.node();
    var after = candidate.load().plus(request);
    var memory = share(after.memoryBytes(), node.memoryBytes());
    var vcpus = share(after.vcpus(), node.vcpus());
    var disk = share(after.diskBytes(), node.diskBytes());
    return Math.max(memory, Math.max(vcpus, disk));
  }

  private static double share(long used, long of) {
    return of == 0 ? 0 : (double) used / of;
  }
}
