package io.ciao.scheduler.bind;

import io.ciao.api.client.ApiClient;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.EventNote.About;
import io.ciao.api.meta.EventNote.Severity;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.EventRecorder;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.scheduler.cluster.ClusterCaches;
import io.ciao.scheduler.cluster.CurrentVersion;
import io.ciao.scheduler.cluster.Horizon;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.scheduler.cluster.Leadership;
import io.ciao.scheduler.cluster.References;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/// The placement pass. It has one key for the whole cluster, so that at most one pass places at a
/// time, over a snapshot that holds what the pass before has written.
public final class PlacementReconciler implements Reconciler<String> {
  /// The only key.
  public static final String CLUSTER = "cluster";

  private static final Duration NOT_READY_YET = Duration.ofMillis(200);
  private static final Duration GO_ON = Duration.ofMillis(200);

  private static final Set<String> FAILURES =
      Set.of(
          InstanceReasons.UNSCHEDULABLE,
          InstanceReasons.ADDRESSES_EXHAUSTED,
          InstanceReasons.QUOTA_EXCEEDED,
          InstanceReasons.PRIVILEGED_NOT_PERMITTED,
          InstanceReasons.TOO_LARGE);

  private final EventRecorder events;
  private final Leadership leadership;
  private final Horizon horizon;
  private final PlacementSnapshotReader reader;
  private final PlacementApplier applier;

  /// Addresses that were refused since the last pass without a refusal; confined to the pass.
  private final Map<ObjectKey, Set<String>> refusedAddresses = new HashMap<>();

  private final ForbiddenBinds forbidden = new ForbiddenBinds();
  private final InstantSource clock;

  public PlacementReconciler(
      ApiClient client,
      ClusterCaches caches,
      InstanceBatches batches,
      Leadership leadership,
      Options options) {
    this(
        client,
        caches,
        batches,
        leadership,
        options,
        new Horizon(
            caches, List.of(caches.instances()), leadership, () -> CurrentVersion.read(client)));
  }

  /// @param horizon says how far the caches must have come
  PlacementReconciler(
      ApiClient client,
      ClusterCaches caches,
      InstanceBatches batches,
      Leadership leadership,
      Options options,
      Horizon horizon) {
    this.leadership = leadership;
    this.horizon = horizon;
    this.reader =
        new PlacementSnapshotReader(
            caches,
            new References(caches),
            new NodeViews(options.vcpuOvercommit()),
            options.fullByUid());
    this.applier = new PlacementApplier(client, batches, options.sights());
    this.events = options.events();
    this.clock = options.clock();
  }

  /// What placement needs beside the caches.
  ///
  /// @param vcpuOvercommit how many virtual processors one real one stands for
  /// @param fullByUid whether the node of that uid said FULL
  /// @param events for people: why an instance cannot be placed
  /// @param sights when traced instances were seen
  public record Options(
      double vcpuOvercommit,
      Predicate<String> fullByUid,
      EventRecorder events,
      FirstSights sights,
      InstantSource clock) {}

  /// Whether a change of an instance can be something for placement: not what a node that has it
  /// says of it, which is most changes. One that is gone always can, since it leaves room.
  public static boolean concerns(Instance instance) {
    var binding = instance.status().binding();
    return binding == null || binding.isReleasing();
  }

  @Override
  public PassResult reconcile(String key) throws InterruptedException {
    if (leadership.term().isEmpty()) {
      return PassResult.DONE;
    }
    if (!horizon.reached()) {
      return new PassResult.CheckAgain(NOT_READY_YET);
    }
    forbidden.begin(clock.instant());
    var decision = PlacementDecider.decide(reader.read(refusedAddresses, forbidden));
    reader.decided(decision);
    if (decision.actions().isEmpty()) {
      return done();
    }
    var outcome = apply(decision.actions());
    horizon.wrote(outcome.version());
    remember(outcome);
    decision.actions().forEach(this::tellPeople);
    if (!outcome.refused().isEmpty()) {
      var first = outcome.refused().getFirst();
      return new PassResult.Retry(
          "%d items were refused, the first for instance %s: %s %s"
              .formatted(outcome.refused().size(), first.uid(), first.reason(), first.message()));
    }
    var goesOn = decision.more() || !outcome.notBound().isEmpty();
    return goesOn ? new PassResult.CheckAgain(GO_ON) : done();
  }

  private PassResult done() {
    return forbidden.pause().<PassResult>map(PassResult.CheckAgain::new).orElse(PassResult.DONE);
  }

  /// An instance that cannot be placed is an Event when the reason is a new one, or what nodes have
  /// against it is of other kinds than before; waiting for objects that are still to be applied, or
  /// for a start, is ordinary.
  private void tellPeople(PlacementAction action) {
    if (!(action instanceof PlacementAction.Say(var instance, var condition))
        || !FAILURES.contains(String.valueOf(condition.reason()))
        || Conditions.find(instance.status().conditions(), InstanceReasons.SCHEDULED)
            .filter(before -> isNoNews(before, condition))
            .isPresent()) {
      return;
    }
    events.record(
        About.of(Instance.KIND, instance.metadata()),
        Severity.WARNING,
        "FailedScheduling",
        String.valueOf(condition.message()));
  }

  private static boolean isNoNews(Condition before, Condition now) {
    return Objects.equals(before.reason(), now.reason())
        && (!InstanceReasons.UNSCHEDULABLE.equals(now.reason())
            || NoRoom.kinds(String.valueOf(before.message()))
                .equals(NoRoom.kinds(String.valueOf(now.message()))));
  }

  private PlacementApplier.Outcome apply(List<PlacementAction> actions)
      throws InterruptedException {
    try {
      return applier.apply(actions);
    } catch (RuntimeException e) {
      // Some of it may have taken effect.
      horizon.unclear();
      throw e;
    }
  }

  /// An address that somebody has of whom we know nothing is left out until a pass goes well; else
  /// every pass would ask for it again.
  private void remember(PlacementApplier.Outcome outcome) {
    if (outcome.refused().isEmpty()) {
      refusedAddresses.clear();
    }
    for (var not : outcome.notBound()) {
      var grounds = reader.grounds(not.instance(), not.workloadRevision());
      forbidden.add(not.instance(), grounds, not.reason(), not.message(), clock.instant());
    }
    for (var taken : outcome.taken()) {
      refusedAddresses.computeIfAbsent(taken.network(), _ -> new HashSet<>()).add(taken.address());
    }
  }
}
