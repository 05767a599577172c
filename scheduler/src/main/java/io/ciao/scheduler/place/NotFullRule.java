package io.ciao.scheduler.place;

/// A node that said FULL is left alone until it says READY.
final class NotFullRule implements FeasibilityRule {
  @Override
  public boolean accepts(Request request, Candidate candidate) {
    return !candidate.node().full();
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    return "reports that it is full";
  }

  @Override
  public String refusalOfMany() {
    return "report that they are full";
  }
}
