package io.ciao.scheduler.place;

/// An admin may keep new instances away (`spec.unschedulable`, taints).
final class SchedulableRule implements FeasibilityRule {
  @Override
  public boolean accepts(Request request, Candidate candidate) {
    var node = candidate.node();
    return !node.unschedulable() && node.taints().isEmpty();
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    var node = candidate.node();
    return node.unschedulable()
        ? "is marked unschedulable"
        : "has the taint " + node.taints().getFirst();
  }

  @Override
  public String refusalOfMany() {
    return "are unschedulable or tainted";
  }
}
