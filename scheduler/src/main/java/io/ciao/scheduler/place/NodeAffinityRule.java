package io.ciao.scheduler.place;

/// An instance may say by labels which nodes alone it may run on, in more words than a selector
/// has.
final class NodeAffinityRule implements FeasibilityRule {
  private static final PinnedRule PINNED = new PinnedRule();
  private static final ComputeRoleRule COMPUTE = new ComputeRoleRule();

  @Override
  public boolean accepts(Request request, Candidate candidate) {
    return accepts(request, candidate.node());
  }

  private static boolean accepts(Request request, NodeView node) {
    var required = request.wish().affinityOrNone().nodes().required();
    return required == null || required.matches(node.labels());
  }

  /// Whether a node is one of those that the request means, whatever its state.
  static boolean isWished(Request request, NodeView node) {
    var candidate = new Candidate(node, Load.NONE);
    return COMPUTE.accepts(request, candidate)
        && PINNED.accepts(request, candidate)
        && accepts(request, node);
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    return "is none with "
        + request.wish().affinityOrNone().nodes().required()
        + ", which affinity asks for";
  }

  @Override
  public String refusalOfMany() {
    return "are none that affinity asks for";
  }
}
