package io.ciao.scheduler.place;

/// A node that starts as many instances as it may at a time gets the next one when one of them
/// runs.
final class StartsRule implements FeasibilityRule {
  @Override
  public boolean accepts(Request request, Candidate candidate) {
    return !candidate.starts().isAtMax();
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    return "starts %d instances now, of at most %d at a time"
        .formatted(candidate.starts().underWay(), candidate.starts().max());
  }

  @Override
  public String refusalOfMany() {
    return "start as many instances now as they may at a time";
  }
}
