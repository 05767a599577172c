package io.ciao.scheduler.place;

import io.ciao.api.placement.InstanceSelector;
import io.ciao.api.placement.InstanceTerm;
import io.ciao.api.placement.NodeTerms;
import io.ciao.api.placement.SpreadConstraint;
import io.ciao.api.placement.WeightedInstanceTerm;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the instances are that wishes can mean, counted when a request first asks and kept up to
/// date through the pass. A wish means instances of its own tenant alone. Confined to one thread.
final class Peers {
  private final Nodes nodes;
  private final Residents residents;
  private final Map<String, OfTenant> tenants = new HashMap<>();
  private final Map<Where, BitSet> places = new HashMap<>();

  /// An instance that this pass has put on the node at that index.
  private record Taken(Request request, int index) {}

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
      near.add(new Company.Near(term.weight(), tenant.census(term)));
    }
    var away = new ArrayList<Company.Away>();
    for (var term : affinity.away().preferred()) {
      away.add(new Company.Away(term.weight(), tenant.census(term)));
    }
    return new Company(request, rules, near, away, soft);
  }

  /// An instance is on the node at that index from now on.
  void take(int index, Request request) {
    var tenant = tenants.get(request.tenant());
    if (tenant != null) {
      tenant.add(request, index);
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
  private BitSet places(Request request, String topologyKey) {
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
          var all = nodes.places(topologyKey);
          var found = new BitSet(all.size());
          for (int i = 0; i < nodes.size(); i++) {
            var place = all.of(i);
            if (place != Places.NONE
                && !found.get(place)
                && NodeAffinityRule.isWished(request, nodes.at(i).node())) {
              found.set(place);
            }
          }
          return found;
        });
  }

  /// The instances of one tenant.
  private final class OfTenant {
    /// The anti-affinity of those that are there, and where they are.
    final Map<InstanceTerm, Census> keepAway = new HashMap<>();

    private final String name;
    private final List<Taken> taken = new ArrayList<>();
    private final Map<Counted, Census> counted = new HashMap<>();

    OfTenant(String name) {
      this.name = name;
      for (var resident : residents.keepingAway(name)) {
        var index = nodes.indexOf(resident.node());
        if (index >= 0) {
          keepAway(resident.request(), index);
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
            var census = new Census(selector, nodes.places(topologyKey));
            for (var resident : residents.ofTenant(name)) {
              var index = nodes.indexOf(resident.node());
              if (index >= 0) {
                census.add(resident.request().labels(), index);
              }
            }
            taken.forEach(one -> census.add(one.request().labels(), one.index()));
            return census;
          });
    }

    void add(Request request, int index) {
      taken.add(new Taken(request, index));
      counted.values().forEach(census -> census.add(request.labels(), index));
      keepAway(request, index);
    }

    private void keepAway(Request request, int index) {
      for (var term : request.wish().affinityOrNone().away().required()) {
        keepAway
            .computeIfAbsent(
                term, _ -> new Census(term.selector(), nodes.places(term.topologyKey())))
            .add(index);
      }
    }
  }
}
