package io.ciao.scheduler.place;

import io.ciao.api.workload.Placement.Strategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Chooses nodes for the instances of one pass: the rules say which may take one, the rank which of
/// those is best. What was taken counts for those that come after. Confined to one thread.
public final class Placer {
  /// What the nodes that are there can give.
  static final List<FeasibilityRule> ROOM =
      List.of(new InstanceCountRule(), new MemoryRule(), new VcpusRule(), new DiskRule());

  private static final List<FeasibilityRule> BEFORE_ROOM =
      List.of(
          new ComputeRoleRule(),
          new PinnedRule(),
          new NodeAffinityRule(),
          new NodeReadyRule(),
          new SchedulableRule(),
          new TaintRule(),
          new RuntimeRule(),
          new NotFullRule(),
          new StartsRule());

  /// In the order in which people want to hear about them.
  private static final List<FeasibilityRule> RULES =
      Stream.concat(BEFORE_ROOM.stream(), ROOM.stream()).toList();

  /// What most nodes refuse for comes first where nobody asks why.
  private static final FeasibilityRule[] QUICKEST_FIRST =
      RULES.reversed().toArray(FeasibilityRule[]::new);

  private final Nodes nodes;
  private final Peers peers;
  private final Strategy otherwise;
  private final Preemption preemption;
  private final Map<Kind, Ranking> rankings = new HashMap<>();

  /// Instances to which every node is worth the same.
  private record Kind(Request shape, @Nullable String image) {}

  /// @param candidates all nodes, in order of their names
  /// @param otherwise the strategy of instances that name none
  public Placer(List<Candidate> candidates, Residents residents, Strategy otherwise) {
    this.nodes = new Nodes(candidates);
    this.peers = new Peers(nodes, residents);
    this.preemption = new Preemption(nodes, residents);
    this.otherwise = otherwise;
  }

  /// The node for a request of which it is not known what it is made from.
  public Placement place(Request request) {
    return place(request, null);
  }

  /// The node for this request, or why there is none; which of those that can take it is the best
  /// is all that the image has a say in.
  ///
  /// @param image what nodes call the one that it is made from; null if nobody knows
  public Placement place(Request request, @Nullable String image) {
    var company = peers.of(request);
    var kind = new Kind(request.shape(), image);
    var index = rankings.computeIfAbsent(kind, this::ranking).best(company);
    return index < 0
        ? new Placement.Unschedulable(refusals(request, company))
        : new Placement.Bound(nodes.at(index).node());
  }

  /// Where room can be made for a request that no node can take, by instances of lower priority
  /// that give way; empty if nowhere. It is kept for the request: those behind it do not get it.
  public Optional<MakingRoom> makeRoom(Request request, int priority) {
    var plan = preemption.plan(request, priority, peers.of(request));
    plan.ifPresent(room -> nodes.take(nodes.indexOf(room.node().name()), request));
    return plan;
  }

  /// An instance with this request is on that node from now on.
  public void take(NodeView node, Request request) {
    var index = nodes.indexOf(node.name());
    nodes.take(index, request);
    peers.take(index, request);
  }

  /// The names of the nodes on which room was taken or kept.
  public Set<String> touched() {
    return nodes.log().stream()
        .map(index -> nodes.at(index).node().name())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Ranking ranking(Kind kind) {
    var shape = kind.shape();
    var strategy = Strategy.of(shape.wish().strategy(), otherwise);
    return new Ranking(nodes, shape, new Rank(shape, kind.image(), strategy));
  }

  /// Whether nothing that the node is itself speaks against it.
  static boolean accepted(Request request, Candidate candidate) {
    for (var rule : QUICKEST_FIRST) {
      if (!rule.accepts(request, candidate)) {
        return false;
      }
    }
    return true;
  }

  /// Whether nothing but a lack of room speaks against the node itself.
  static boolean allowed(Request request, Candidate candidate) {
    for (var rule : BEFORE_ROOM) {
      if (!rule.accepts(request, candidate)) {
        return false;
      }
    }
    return true;
  }

  private List<Placement.Refusal> refusals(Request request, Company company) {
    var refusals = new ArrayList<Placement.Refusal>();
    for (int i = 0; i < nodes.size(); i++) {
      refusals.add(refusal(request, i, company));
    }
    return refusals;
  }

  private Placement.Refusal refusal(Request request, int index, Company company) {
    var candidate = nodes.at(index);
    var own = refusal(request, candidate);
    return own == null
        ? Placement.Refusal.of(
            candidate.node(), index, Objects.requireNonNull(company.against(index)))
        : own;
  }

  /// What the node itself has against it; null if nothing.
  static Placement.@Nullable Refusal refusal(Request request, Candidate candidate) {
    for (var rule : RULES) {
      if (!rule.accepts(request, candidate)) {
        return Placement.Refusal.of(request, candidate, rule);
      }
    }
    return null;
  }
}
