package io.ciao.scheduler.place;

/// The memory that the instance asks for must be free.
final class MemoryRule implements FeasibilityRule {
  @Override
  public boolean accepts(Request request, Candidate candidate) {
    return request.memoryBytes() <= candidate.freeMemoryBytes();
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    return "lacks memory: %s needed, %s of %s free"
        .formatted(
            Sizes.text(request.memoryBytes()),
            Sizes.text(candidate.freeMemoryBytes()),
            Sizes.text(candidate.node().memoryBytes()));
  }

  @Override
  public String refusalOfMany() {
    return "lack memory";
  }
}
