package io.ciao.scheduler.place;

/// An admin may keep new instances away (`spec.unschedulable`).
final class SchedulableRule implements FeasibilityRule {
  @Override
  public boolean accepts(Request request, Candidate candidate) {
    return !candidate.node().unschedulable();
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    return "is marked unschedulable";
  }

  @Override
  public String refusalOfMany() {
    return "are marked unschedulable";
  }
}
