package io.ciao.scheduler.place;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Supplier;

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

    /// Whether it matters to the answer where other instances are.
    public boolean isByCompany() {
      return refusals.stream().anyMatch(Refusal::isOfCompany);
    }

    private static String ofTheRest(List<Refusal> rest) {
      var counts = new LinkedHashMap<String, Integer>();
      rest.forEach(r -> counts.merge(r.reasonOfMany(), 1, Integer::sum));
      var text = new StringJoiner(", ", "and " + rest.size() + " more nodes: ", "");
      counts.forEach((reason, count) -> text.add(count + " " + reason));
      return text.toString();
    }
  }

  /// The first rule of a node that said no. Its reason is put into words only when somebody asks:
  /// of many nodes few are named.
  final class Refusal {
    private static final int REASON_CHARACTERS_MAX = 300;

    private final String node;
    private final Supplier<String> reason;
    private final String reasonOfMany;
    private final boolean ofCompany;

    Refusal(String node, Supplier<String> reason, String reasonOfMany, boolean ofCompany) {
      this.node = node;
      this.reason = reason;
      this.reasonOfMany = reasonOfMany;
      this.ofCompany = ofCompany;
    }

    static Refusal of(Request request, Candidate candidate, FeasibilityRule rule) {
      return new Refusal(
          candidate.node().name(),
          () -> rule.refusal(request, candidate),
          rule.refusalOfMany(),
          false);
    }

    /// What others are counted changes, so this one is put into words at once.
    static Refusal of(NodeView node, int index, PeerRule rule) {
      var reason = rule.refusal(index, node);
      return new Refusal(node.name(), () -> reason, rule.refusalOfMany(), true);
    }

    public String node() {
      return node;
    }

    /// Read after the node's name: `lacks memory: 8 GiB needed, 2 GiB of 4 GiB free`; cut where it
    /// quotes much of what others wrote.
    public String reason() {
      var text = reason.get();
      return text.length() > REASON_CHARACTERS_MAX
          ? text.substring(0, REASON_CHARACTERS_MAX) + "…"
          : text;
    }

    /// Read after a number of nodes: `lack memory`.
    public String reasonOfMany() {
      return reasonOfMany;
    }

    /// Whether it lies in where other instances are.
    boolean isOfCompany() {
      return ofCompany;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Refusal refusal
          && node.equals(refusal.node)
          && reasonOfMany.equals(refusal.reasonOfMany)
          && reason().equals(refusal.reason());
    }

    @Override
    public int hashCode() {
      return node.hashCode();
    }

    @Override
    public String toString() {
      return node + " " + reason();
    }
  }
}
