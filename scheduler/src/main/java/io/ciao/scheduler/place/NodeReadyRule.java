package io.ciao.scheduler.place;

/// The node must be a member of the cluster and have been heard lately.
final class NodeReadyRule implements FeasibilityRule {
  @Override
  public boolean accepts(Request request, Candidate candidate) {
    return candidate.node().ready();
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    return candidate.node().notReadyBecause();
  }

  @Override
  public String refusalOfMany() {
    return "are not ready";
  }
}
