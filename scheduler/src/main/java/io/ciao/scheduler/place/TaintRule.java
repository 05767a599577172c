package io.ciao.scheduler.place;

import io.ciao.api.node.Taint;
import org.jspecify.annotations.Nullable;

/// An admin may keep away what does not tolerate a node's taints.
final class TaintRule implements FeasibilityRule {
  @Override
  public boolean accepts(Request request, Candidate candidate) {
    return against(request, candidate.node()) == null;
  }

  private static @Nullable Taint against(Request request, NodeView node) {
    for (var taint : node.taints()) {
      if (!taint.isSoft() && !tolerates(request, taint)) {
        return taint;
      }
    }
    return null;
  }

  static boolean tolerates(Request request, Taint taint) {
    for (var toleration : request.wish().tolerations()) {
      if (toleration.tolerates(taint)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    return "has the taint " + against(request, candidate.node()) + ", which it does not tolerate";
  }

  @Override
  public String refusalOfMany() {
    return "have taints that it does not tolerate";
  }
}
