package io.ciao.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.instance.batch.BatchVerb;
import io.ciao.api.instance.batch.FrameReport;
import io.ciao.api.instance.batch.MalformedItemException;
import io.ciao.api.instance.batch.StatusItem;
import io.ciao.api.meta.ObjectKey;
import io.ciao.apiserver.auth.Identity;
import io.ciao.basis.time.Backoff;
import io.ciao.program.Parts;
import io.ciao.reconcile.EventRecorder;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.SteppedPasses;
import io.ciao.reconcile.WorkQueue;
import io.ciao.scheduler.bind.FirstSights;
import io.ciao.scheduler.bind.PlacementMarks;
import io.ciao.scheduler.bind.PlacementReconciler;
import io.ciao.scheduler.bind.SteppedPlacement;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.scheduler.cluster.LeaderPass;
import io.ciao.scheduler.cluster.Leadership;
import io.ciao.scheduler.cluster.SteppedHorizon;
import io.ciao.scheduler.failover.Failover;
import io.ciao.scheduler.failover.SteppedFailover;
import io.ciao.scheduler.presence.NodePresence;
import io.ciao.scheduler.presence.NodeReadinessReconciler;
import io.ciao.ssntp.frame.Role;
import io.ciao.store.PresenceFeed.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// One life of a scheduler: the passes of placement, readiness and failover over caches of its own,
/// which are as stale as the world lets them be.
final class SimScheduler implements AutoCloseable {
  private static final long RESYNC = 30_000;
  private static final long PROBE = 400;
  private static final long START_AGAIN = 2_000;

  final Vitals vitals = new Vitals();
  final Office office = new Office();

  private final World world;
  private final String name;
  private final Parts parts = new Parts();
  private final Map<ResourceType, StoreSource> sources = new LinkedHashMap<>();
  private final ClusterCaches caches;
  private final InstanceBatches batches;
  private final NodePresence presence;
  private final SteppedFailover failover;
  private final WorkQueue<String> placements;
  private final WorkQueue<ObjectKey> nodes;
  private final WorkQueue<String> failovers;
  private final List<SteppedPasses<?>> loops = new ArrayList<>();
  private final Map<String, Long> startSent = new LinkedHashMap<>();
  private final List<Informer<?>> informers;
  private long nextResync;
  private long nextProbe;
  private long probes;

  /// Its part of the election, as far as it knows.
  final class Office implements Leadership {
    private @Nullable String term;
    private long from;

    /// It was elected.
    void begin(String newTerm, long version) {
      term = newTerm;
      from = version;
      markAll();
    }

    void end() {
      term = null;
    }

    @Override
    public Optional<String> term() {
      return Optional.ofNullable(term);
    }

    @Override
    public long decideFromVersion() {
      return term == null ? Long.MAX_VALUE : from;
    }

    @Override
    public void lost(String lost) {
      if (lost.equals(term)) {
        world.count("term refused");
        term = null;
      }
    }
  }

  SimScheduler(World world, String name) throws InterruptedException {
    this.world = world;
    this.name = name;
    var clock = world.clock;
    var identity = new Identity(name, Set.of(Identity.SCHEDULERS), Set.of(Role.SCHEDULER), name);
    var link = world.schedulerLink();
    var reader = new ApiClient(new ProcessCalls(world, identity, vitals, link, List::of));
    var writer = new ApiClient(new ProcessCalls(world, identity, vitals, link, office::headers));
    caches =
        ClusterCaches.of(
            type -> sources.computeIfAbsent(type, t -> new StoreSource(world.store, t)),
            new Backoff(Duration.ofNanos(1000), Duration.ofNanos(2000), new SplittableRandom(1)));
    informers = List.copyOf(caches.all());
    parts.keep(caches);
    placements = new WorkQueue<>(clock.nanos());
    nodes = new WorkQueue<>(clock.nanos());
    failovers = new WorkQueue<>(clock.nanos());
    batches = parts.keep(new InstanceBatches(writer));
    presence = new NodePresence(clock.nanos());
    var events = parts.keep(new EventRecorder(world.nobody(), name, clock));
    var options =
        new PlacementReconciler.Options(4, presence::isFull, events, new FirstSights(clock), clock);
    var horizon = SteppedHorizon.of(reader, caches, office);
    loop(placements, SteppedPlacement.of(writer, caches, batches, office, options, horizon));
    loop(nodes, new NodeReadinessReconciler(writer, caches, batches, office, presence));
    failover = new SteppedFailover("." + name, writer, caches, office, clock);
    loop(failovers, failover);
    PlacementMarks.connect(caches, () -> placements.add(PlacementReconciler.CLUSTER));
    caches.nodes().onChange(nodes::add);
    caches.start();
    for (var informer : informers) {
      StoreSource.await(informer, world.store.currentVersion());
    }
    failover.feed().listed(world.presences());
    nextResync = world.now() + RESYNC;
  }

  private <K> void loop(WorkQueue<K> queue, io.ciao.reconcile.Reconciler<K> reconciler) {
    loops.add(new SteppedPasses<>(queue, new LeaderPass<>(reconciler, office)));
  }

  private void markAll() {
    caches.nodes().entries().forEach(e -> nodes.add(e.key()));
    placements.add(PlacementReconciler.CLUSTER);
    Failover.KEYS.forEach(failovers::add);
  }

  String name() {
    return name;
  }

  boolean leads() {
    return office.term().isPresent();
  }

  /// Its caches come up to these versions, and the passes that are due run.
  void tick(ToLongFunction<ResourceType> versions) throws InterruptedException {
    see(versions);
    probe();
    if (world.now() >= nextResync) {
      nextResync = world.now() + RESYNC;
      markAll();
    }
    for (var loop : world.gen.shuffled(loops)) {
      loop.run(8);
      vitals.requireAlive();
    }
    if (leads()) {
      sendStarts();
    }
  }

  private void see(ToLongFunction<ResourceType> versions) throws InterruptedException {
    for (int i = 0; i < informers.size(); i++) {
      source(i).handUpTo(versions.applyAsLong(type(i)), informers.get(i));
    }
    for (int i = 0; i < informers.size(); i++) {
      StoreSource.await(informers.get(i), versions.applyAsLong(type(i)));
    }
  }

  private ResourceType type(int i) {
    return sources.keySet().stream().skip(i).findFirst().orElseThrow();
  }

  /// In the order in which the caches were made.
  private StoreSource source(int i) {
    return sources.values().stream().skip(i).findFirst().orElseThrow();
  }

  /// Its watches break, or lose what happened.
  void disturb(boolean expire) throws InterruptedException {
    for (int i = 0; i < informers.size(); i++) {
      if (expire) {
        source(i).expire(informers.get(i));
      } else {
        source(i).breakOff();
      }
    }
    if (expire) {
      failover.feed().listed(world.presences());
    }
  }

  private void probe() {
    if (world.now() >= nextProbe) {
      nextProbe = world.now() + PROBE;
      world.probe("." + name, ++probes);
    }
  }

  /// A renewal as its feed shows it.
  void renewed(String node, Seen seen) {
    failover.feed().renewed(node, seen);
  }

  /// A frame of a node.
  void heard(String uid) {
    presence.frame(uid);
  }

  /// Reports of a node, by SSNTP.
  void reports(String node, List<ObjectNode> frames) throws InterruptedException {
    var term = office.term();
    if (term.isEmpty()) {
      return;
    }
    try {
      var items = new ArrayList<StatusItem>();
      for (var frame : frames) {
        var report = FrameReport.read(frame);
        items.add(new StatusItem(report.instance(), node, report.report(), List.of()));
      }
      batches.post(BatchVerb.STATUS, items);
    } catch (ApiException e) {
      if (e.isTermLost()) {
        office.lost(term.get());
      }
    } catch (ApiUnreachableException | Leadership.NotLeaderException e) {
      world.count("reports lost");
    } catch (MalformedItemException e) {
      throw new IllegalStateException(e);
    }
  }

  /// START of what is bound and has not been reported at that epoch; late, and some of it twice.
  private void sendStarts() {
    for (var entry : caches.instancesBy().unsettled()) {
      var binding = entry.object().status().binding();
      if (binding == null || world.now() < startSent.getOrDefault(entry.uid(), 0L)) {
        continue;
      }
      startSent.put(entry.uid(), world.now() + START_AGAIN);
      world.start(binding.nodeName(), entry.uid(), binding.epoch());
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}
