package io.ciao.scheduler.place;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.StringJoiner;

/// Where an instance goes, or why nowhere.
public sealed interface Placement {

  /// This node takes it.
  record Bound(NodeView node) implements Placement {}

  /// No node takes it. One entry a node, in order of node names; empty if the cluster has no nodes.
  record Unschedulable(List<Refusal> refusals) implements Placement {
    /// So many nodes are named one by one; a message for people, and for a field of bounded length.
    static final int NAMED_MAX = 20;

    public Unschedulable {
      refusals = List.copyOf(refusals);
    }

    /// For people: `cn1 lacks memory: …; nn1 is no compute node`, and of more nodes than a person
    /// reads how many there are of each kind: `and 980 more nodes: 900 lack memory, …`.
    public String message() {
      if (refusals.isEmpty()) {
        return "the cluster has no nodes yet";
      }
      var text = new StringJoiner("; ");
      refusals.stream().limit(NAMED_MAX).forEach(r -> text.add(r.node() + " " + r.reason()));
      if (refusals.size() > NAMED_MAX) {
        text.add(ofTheRest(refusals.subList(NAMED_MAX, refusals.size())));
      }
      return text.toString();
    }

    private static String ofTheRest(List<Refusal> rest) {
      var counts = new LinkedHashMap<String, Integer>();
      rest.forEach(r -> counts.merge(r.reasonOfMany(), 1, Integer::sum));
      var text = new StringJoiner(", ", "and " + rest.size() + " more nodes: ", "");
      counts.forEach((reason, count) -> text.add(count + " " + reason));
      return text.toString();
    }
  }

  /// The first rule of that node that said no.
  ///
  /// @param reason read after the node's name: `lacks memory: 8 GiB needed, 2 GiB of 4 GiB free`
  /// @param reasonOfMany read after a number of nodes: `lack memory`
  record Refusal(String node, String reason, String reasonOfMany) {
    private static final int REASON_CHARACTERS_MAX = 300;

    /// Cuts a reason that quotes much of what others wrote.
    public Refusal {
      if (reason.length() > REASON_CHARACTERS_MAX) {
        reason = reason.substring(0, REASON_CHARACTERS_MAX) + "…";
      }
    }
  }
}
