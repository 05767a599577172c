package io.ciao.scheduler.place;

/// The disk that the instance asks for must be free.
final class DiskRule implements FeasibilityRule {
  @Override
  public boolean accepts(Request request, Candidate candidate) {
    return request.diskBytes() <= candidate.freeDiskBytes();
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    return "lacks disk: %s needed, %s of %s free"
        .formatted(
            Sizes.text(request.diskBytes()),
            Sizes.text(candidate.freeDiskBytes()),
            Sizes.text(candidate.node().diskBytes()));
  }

  @Override
  public String refusalOfMany() {
    return "lack disk";
  }
}
