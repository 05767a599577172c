package io.ciao.scheduler.place;

/// The virtual processors that the instance asks for must be free; the node's number includes the
/// overcommit.
final class VcpusRule implements FeasibilityRule {
  @Override
  public boolean accepts(Request request, Candidate candidate) {
    return request.vcpus() <= candidate.freeVcpus();
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    return "lacks vCPUs: %d needed, %d of %d free"
        .formatted(request.vcpus(), candidate.freeVcpus(), candidate.node().vcpus());
  }

  @Override
  public String refusalOfMany() {
    return "lack vCPUs";
  }
}
