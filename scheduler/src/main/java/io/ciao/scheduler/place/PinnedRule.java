package io.ciao.scheduler.place;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An instance may name the only node or host it may run on, or labels that the node must have.
final class PinnedRule implements FeasibilityRule {
  @Override
  public boolean accepts(Request request, Candidate candidate) {
    var node = candidate.node();
    return isOrAny(request.wish().nodeName(), node.name())
        && isOrAny(request.wish().hostName(), node.hostName())
        && (request.wish().nodeSelector().isEmpty() || missingLabel(request, node).isEmpty());
  }

  @Override
  public String refusal(Request request, Candidate candidate) {
    var node = candidate.node();
    if (!isOrAny(request.wish().nodeName(), node.name())) {
      return "is not " + request.wish().nodeName() + ", which placement.nodeName asks for";
    }
    if (!isOrAny(request.wish().hostName(), node.hostName())) {
      return "is not on host " + request.wish().hostName() + ", which placement.hostName asks for";
    }
    return missingLabel(request, node)
        .map(label -> "lacks the label " + label.getKey() + "=" + label.getValue())
        .orElse("is not what placement asks for");
  }

  @Override
  public String refusalOfMany() {
    return "are not what placement asks for";
  }

  private static boolean isOrAny(@Nullable String wanted, String is) {
    return wanted == null || wanted.equals(is);
  }

  private static Optional<Map.Entry<String, String>> missingLabel(Request request, NodeView node) {
    return request.wish().nodeSelector().entrySet().stream()
        .filter(label -> !label.getValue().equals(node.labels().get(label.getKey())))
        .min(Map.Entry.comparingByKey());
  }
}
