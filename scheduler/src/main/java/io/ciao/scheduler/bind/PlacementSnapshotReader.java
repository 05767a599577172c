package io.ciao.scheduler.bind;

import io.ciao.api.config.ClusterConfig;
import io.ciao.api.config.ClusterConfigSpec;
import io.ciao.api.config.PlacementConfig;
import io.ciao.api.image.Image;
import io.ciao.api.image.ImageNames;
import io.ciao.api.instance.Binding;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.instance.batch.LostNode;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.TenantNetwork;
import io.ciao.api.node.Member;
import io.ciao.api.tenant.Quota;
import io.ciao.api.workload.Workload;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.Lookup;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.References;
import io.ciao.scheduler.failover.FailoverRule;
import io.ciao.scheduler.place.Candidate;
import io.ciao.scheduler.place.Starts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads what a placement pass decides over, from the caches. Confined to one thread.
final class PlacementSnapshotReader {
  private final ClusterCaches caches;
  private final References references;
  private final NodeViews views;
  private final Predicate<String> fullByUid;
  private final Books books = new Books();
  private final Waiters waiters = new Waiters();
  private final Lookup<Quota, String> quotas;

  /// As the last snapshot has them.
  private final Map<String, Grounds.OfTenant> tenants = new HashMap<>();

  /// @param fullByUid whether the node of that uid said FULL
  PlacementSnapshotReader(
      ClusterCaches caches, References references, NodeViews views, Predicate<String> fullByUid) {
    this.caches = caches;
    this.references = references;
    this.views = views;
    this.fullByUid = fullByUid;
    this.quotas = caches.quotas().indexed(entry -> Set.of(String.valueOf(entry.key().namespace())));
  }

  /// @param refused addresses by network that the apiserver did not let us give, although no
  ///   instance is known that has them
  /// @param forbidden instances whose bind was forbidden; asked for each that waits
  PlacementSnapshot read(Map<ObjectKey, Set<String>> refused, ForbiddenBinds forbidden) {
    tenants.clear();
    books.follow(caches.instances().entries());
    var sorted = new Sorted(forbidden);
    books.open().forEach(sorted::add);
    lost().forEach(sorted::addLost);
    forbidden.end();
    var config = config();
    var candidates = candidates(config.startsPerNodeOrUnlimited());
    var changes = books.takeChanges();
    return new PlacementSnapshot(
        candidates,
        books,
        config.strategyOrDefault(),
        sorted.pending,
        sorted.stopped,
        sorted.released,
        sorted.stranded,
        sorted.abandoned,
        waiters.stillRefused(candidates, changes.nodes(), changes.tenants()),
        networks(refused));
  }

  /// What a pass over the last snapshot has come to, whatever becomes of it.
  void decided(PlacementDecider.Decision decision) {
    waiters.decided(decision);
  }

  /// What a bind of an instance rests on that waited when the last snapshot was read.
  Grounds grounds(Instance instance, @Nullable String workloadRevision) {
    var tenant = String.valueOf(instance.metadata().namespace());
    return Grounds.of(
        instance, workloadRevision, tenants.computeIfAbsent(tenant, this::groundsOfTenant));
  }

  private Grounds.OfTenant groundsOfTenant(String tenant) {
    return new Grounds.OfTenant(
        caches.tenants().get(new ObjectKey(null, tenant)).map(found -> found.spec().permissions()),
        quotas.at(tenant).stream().map(entry -> entry.object().spec()).toList(),
        caches.relief().of(tenant));
  }

  /// Instances sorted by what placement has to do with them.
  private final class Sorted {
    final List<PendingInstance> pending = new ArrayList<>();
    final List<Instance> stopped = new ArrayList<>();
    final List<Instance> released = new ArrayList<>();
    final List<PlacementSnapshot.Stranded> stranded = new ArrayList<>();
    final List<Instance> abandoned = new ArrayList<>();
    private final ForbiddenBinds forbidden;

    Sorted(ForbiddenBinds forbidden) {
      this.forbidden = forbidden;
    }

    void add(Instance instance) {
      var binding = instance.status().binding();
      if (binding != null) {
        if (isReleased(instance, binding)) {
          released.add(instance);
        }
      } else if (instance.metadata().deleting()) {
        abandoned.add(instance);
      } else if (instance.spec().wantsRunning()) {
        pending.add(pending(instance, forbidden, null));
      } else {
        stopped.add(instance);
      }
    }

    /// One that is bound to a lost node, which cannot release it any more.
    void addLost(Instance instance, LostNode node) {
      var binding = instance.status().binding();
      if (instance.metadata().deleting()) {
        if (binding == null || !isReleased(instance, binding)) {
          stranded.add(new PlacementSnapshot.Stranded(instance, node));
        }
      } else if (FailoverRule.staysBecause(instance, node.name()).isEmpty()) {
        pending.add(pending(instance, forbidden, node));
      }
    }

    private static boolean isReleased(Instance instance, Binding binding) {
      var observed = instance.status().observed();
      return binding.isReleasing()
          && observed != null
          && observed.is(InstanceState.Released, binding.epoch());
    }
  }

  /// What is bound to lost nodes.
  private Map<Instance, LostNode> lost() {
    var lost = new LinkedHashMap<Instance, LostNode>();
    for (var entry : caches.nodes().entries()) {
      var member = entry.object().status().member();
      if (member != null && member.in(Member.State.LOST)) {
        var node = new LostNode(entry.key().name(), member.incarnation());
        caches.instancesBy().onNode(node.name()).forEach(bound -> lost.put(bound.object(), node));
      }
    }
    return lost;
  }

  private PendingInstance pending(
      Instance instance, ForbiddenBinds forbidden, @Nullable LostNode lost) {
    var resolved = instance.status().resolved();
    if (resolved != null) {
      var revision = instance.status().workloadRevision();
      var image = caches.images().get(resolved.image());
      return new PendingInstance(
          instance,
          revision,
          EffectiveSpec.of(instance.spec(), resolved.base()),
          image.isPresent(),
          name(image),
          forbidden.of(instance, grounds(instance, revision)),
          lost);
    }
    var tenant = instance.metadata().namespace();
    var named = Optional.ofNullable(instance.spec().workload());
    var workload = named.flatMap(name -> references.workload(tenant, name));
    var spec =
        EffectiveSpec.of(instance.spec(), workload.map(Workload::spec).orElse(WorkloadSpec.EMPTY));
    var revision = workload.map(Workload::revision).orElse(null);
    var image = spec.image().flatMap(name -> references.image(tenant, name));
    return new PendingInstance(
        instance,
        revision,
        spec,
        image.isPresent(),
        name(image),
        forbidden.of(instance, grounds(instance, revision)),
        lost);
  }

  private static @Nullable String name(Optional<Image> image) {
    return image.map(Image::spec).flatMap(ImageNames::of).orElse(null);
  }

  private List<Candidate> candidates(int startsMax) {
    var nodes = caches.nodes().entries().stream().map(Informer.Entry::object).toList();
    return views.of(nodes, fullByUid).stream()
        .map(
            view ->
                new Candidate(
                    view,
                    books.on(view.name()),
                    new Starts(books.startingOn(view.name()), startsMax)))
        .toList();
  }

  private PlacementConfig config() {
    return caches
        .clusterConfigs()
        .get(ClusterConfig.DEFAULT)
        .map(ClusterConfig::spec)
        .orElse(ClusterConfigSpec.EMPTY)
        .placementOrDefault();
  }

  private Map<ObjectKey, NetworkView> networks(Map<ObjectKey, Set<String>> refused) {
    var networks = new HashMap<ObjectKey, NetworkView>();
    for (var entry : caches.networks().entries()) {
      var used = used(entry.key(), refused.getOrDefault(entry.key(), Set.of()));
      var subnets = subnets(entry.key(), entry.object());
      if (!subnets.isEmpty()) {
        networks.put(entry.key(), new NetworkView(subnets, used, grows(entry.object(), subnets)));
      }
    }
    return networks;
  }

  private static boolean grows(TenantNetwork network, List<SubnetView> subnets) {
    return subnets.size() < network.status().subnets().size() || network.nextSubnet().isPresent();
  }

  private Set<String> used(ObjectKey network, Set<String> refused) {
    var used = books.used(network);
    if (refused.isEmpty()) {
      return used;
    }
    var both = new HashSet<>(used);
    both.addAll(refused);
    return both;
  }

  /// A subnet counts once its concentrator is stored: only then may addresses of it be given.
  private List<SubnetView> subnets(ObjectKey key, TenantNetwork network) {
    var subnets = new ArrayList<SubnetView>();
    for (var subnet : network.status().subnets()) {
      caches
          .concentrators()
          .get(new ObjectKey(key.namespace(), subnet.concentrator()))
          .filter(c -> !c.metadata().deleting())
          .map(
              c ->
                  new SubnetView(
                      Ipv4Subnet.parse(subnet.cidr()),
                      c.spec().subnet6(),
                      subnet.concentrator(),
                      c.spec().outsideHost()))
          .ifPresent(subnets::add);
    }
    return subnets;
  }
}
