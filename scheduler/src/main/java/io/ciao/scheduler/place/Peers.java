package io.ciao.scheduler.place;

import io.ciao.api.placement.InstanceSelector;
import io.ciao.api.placement.InstanceTerm;
import io.ciao.api.placement.NodeTerms;
import io.ciao.api.placement.SpreadConstraint;
import io.ciao.api.placement.WeightedInstanceTerm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the instances are that wishes can mean, counted when a request first asks and kept up to
/// date through the pass. A wish means instances of its own tenant alone. Confined to one thread.
final class Peers {
  private final Nodes nodes;
  private final Residents residents;
  private final Map<String, OfTenant> tenants = new HashMap<>();
  private final Map<Where, Set<String>> places = new HashMap<>();

  private record Counted(InstanceSelector selector, String topologyKey) {}

  /// Places over which instances of one wish for nodes are spread.
  private record Where(
      @Nullable String nodeName,
      @Nullable String hostName,
      Map<String, String> nodeSelector,
      @Nullable NodeTerms required,
      String topologyKey) {}

  Peers(Nodes nodes, Residents residents) {
    this.nodes = nodes;
    this.residents = residents;
  }

  /// What the request has to do with others.
  Company of(Request request) {
    var tenant = tenants.computeIfAbsent(request.tenant(), OfTenant::new);
    if (!request.minds() && tenant.keepAway.isEmpty()) {
      return Company.none(request);
    }
    var rules = new ArrayList<PeerRule>();
    var affinity = request.wish().affinityOrNone();
    near(request, affinity.near().required(), tenant, rules);
    for (var term : affinity.away().required()) {
      rules.add(new AwayRule(term, tenant.census(term)));
    }
    tenant.keepAway.forEach(
        (term, there) -> {
          if (term.selector().matches(request.labels())) {
            rules.add(new KeptAwayRule(term, there));
          }
        });
    var soft = new ArrayList<SpreadRule>();
    for (var constraint : request.wish().topologySpreadConstraints()) {
      var rule = spread(request, constraint, tenant);
      if (constraint.isSoft()) {
        soft.add(rule);
      } else {
        rules.add(rule);
      }
    }
    var near = new ArrayList<Company.Near>();
    for (var term : affinity.near().preferred()) {
      near.add(new Company.Near(term, tenant.census(term)));
    }
    var away = new ArrayList<Company.Away>();
    for (var term : affinity.away().preferred()) {
      away.add(new Company.Away(term, tenant.census(term)));
    }
    return new Company(request, rules, near, away, soft);
  }

  /// An instance is on that node from now on.
  void take(NodeView node, Request request) {
    var tenant = tenants.get(request.tenant());
    if (tenant != null) {
      tenant.add(request, node);
    }
  }

  private static void near(
      Request request, List<InstanceTerm> terms, OfTenant tenant, List<PeerRule> rules) {
    var isFirst =
        terms.stream()
            .allMatch(
                term -> tenant.census(term).isEmpty() && term.selector().matches(request.labels()));
    for (var term : terms) {
      rules.add(new NearRule(term, tenant.census(term), isFirst));
    }
  }

  private SpreadRule spread(Request request, SpreadConstraint constraint, OfTenant tenant) {
    var census = tenant.census(constraint.selector(), constraint.topologyKey());
    return new SpreadRule(
        constraint,
        census,
        constraint.selector().matches(request.labels()) ? 1 : 0,
        census.fewest(places(request, constraint.topologyKey())));
  }

  /// The places of the compute nodes that the request names by name or label, whatever their state.
  private Set<String> places(Request request, String topologyKey) {
    var wish = request.wish();
    var where =
        new Where(
            wish.nodeName(),
            wish.hostName(),
            wish.nodeSelector(),
            wish.affinityOrNone().nodes().required(),
            topologyKey);
    return places.computeIfAbsent(
        where,
        _ -> {
          var found = new HashSet<String>();
          for (int i = 0; i < nodes.size(); i++) {
            var node = nodes.at(i).node();
            var place = node.labels().get(topologyKey);
            if (place != null && NodeAffinityRule.isWished(request, node)) {
              found.add(place);
            }
          }
          return found;
        });
  }

  /// The instances of one tenant.
  private final class OfTenant {
    /// The anti-affinity of those that are there, and where they are.
    final Map<InstanceTerm, Set<String>> keepAway = new HashMap<>();

    private final String name;
    private final List<Resident> taken = new ArrayList<>();
    private final Map<Counted, Census> counted = new HashMap<>();

    OfTenant(String name) {
      this.name = name;
      for (var resident : residents.keepingAway(name)) {
        var node = nodes.named(resident.node());
        if (node != null) {
          keepAway(resident.request(), node);
        }
      }
    }

    Census census(InstanceTerm term) {
      return census(term.selector(), term.topologyKey());
    }

    Census census(WeightedInstanceTerm term) {
      return census(term.instanceAffinityTerm());
    }

    Census census(InstanceSelector selector, String topologyKey) {
      return counted.computeIfAbsent(
          new Counted(selector, topologyKey),
          _ -> {
            var census = new Census(selector, topologyKey);
            count(residents.ofTenant(name), census);
            count(taken, census);
            return census;
          });
    }

    private void count(Collection<Resident> all, Census census) {
      for (var resident : all) {
        var node = nodes.named(resident.node());
        if (node != null) {
          census.add(resident.request().labels(), node);
        }
      }
    }

    void add(Request request, NodeView node) {
      taken.add(new Resident("", node.name(), request));
      counted.values().forEach(census -> census.add(request.labels(), node));
      keepAway(request, node);
    }

    private void keepAway(Request request, NodeView node) {
      for (var term : request.wish().affinityOrNone().away().required()) {
        var place = node.labels().get(term.topologyKey());
        if (place != null) {
          keepAway.computeIfAbsent(term, _ -> new HashSet<>()).add(place);
        }
      }
    }
  }
}
