package io.ciao.scheduler.place;

/// Instances run on nodes with the role `compute`.
final class ComputeRoleRule implements FeasibilityRule {
  @Override
  public boolean accepts(Request request, Candidate candidate) {
    return candidate.node().roles().contains("compute");
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    return "is no compute node";
  }

  @Override
  public String refusalOfMany() {
    return "are no compute nodes";
  }
}
