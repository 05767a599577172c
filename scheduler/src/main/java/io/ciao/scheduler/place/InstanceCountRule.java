package io.ciao.scheduler.place;

/// A node may limit how many instances are bound to it.
final class InstanceCountRule implements FeasibilityRule {
  @Override
  public boolean accepts(Request request, Candidate candidate) {
    var limit = candidate.node().instances();
    return limit == 0 || candidate.load().instances() < limit;
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    return "has its limit of " + candidate.node().instances() + " instances";
  }

  @Override
  public String refusalOfMany() {
    return "have their limit of instances";
  }
}
