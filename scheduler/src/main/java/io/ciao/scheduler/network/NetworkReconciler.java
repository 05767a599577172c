package io.ciao.scheduler.network;

import io.ciao.api.client.ApiClient;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceReasons;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/// The pass over one tenant network. Only one runs at a time in the whole cluster: VNIs and outside
/// addresses are chosen over a snapshot that holds what the pass before has stored.
public final class NetworkReconciler implements Reconciler<ObjectKey> {
  private static final Duration NOT_READY_YET = Duration.ofMillis(200);

  /// Whoever starts a thousand instances reads of the first ones.
  private static final int TOLD_AT_ONCE = 10;

  private final Leadership leadership;
  private final NetworkSettings settings;
  private final EventRecorder events;
  private final Horizon horizon;
  private final NetworkSnapshotReader reader;
  private final NetworkApplier applier;

  public NetworkReconciler(
      ApiClient client,
      ClusterCaches caches,
      InstanceBatches batches,
      Leadership leadership,
      NetworkSettings settings,
      EventRecorder events) {
    this.leadership = leadership;
    this.events = events;
    this.settings = settings;
    this.horizon =
        new Horizon(
            caches,
            List.of(caches.networks(), caches.concentrators()),
            leadership,
            () -> CurrentVersion.read(client));
    this.reader = new NetworkSnapshotReader(caches);
    this.applier = new NetworkApplier(NetworkApplier.of(client), batches, InstantSource.system());
  }

  @Override
  public PassResult reconcile(ObjectKey key) throws InterruptedException {
    if (leadership.term().isEmpty()) {
      return PassResult.DONE;
    }
    if (!horizon.reached()) {
      return new PassResult.CheckAgain(NOT_READY_YET);
    }
    var actions = NetworkDecider.decide(reader.read(key), settings).actions();
    if (!actions.isEmpty()) {
      apply(actions);
      failures(actions).forEach(this::tellPeople);
    }
    return PassResult.DONE;
  }

  /// The first ones of those that were told of no failure, or another one, before.
  static List<NetworkAction.SetAttached> failures(List<NetworkAction> actions) {
    return actions.stream()
        .filter(NetworkAction.SetAttached.class::isInstance)
        .map(NetworkAction.SetAttached.class::cast)
        .filter(said -> Attachment.isFailure(said.condition()))
        .filter(
            said ->
                Conditions.find(
                        said.instance().status().conditions(), InstanceReasons.NETWORK_ATTACHED)
                    .filter(before -> Objects.equals(before.reason(), said.condition().reason()))
                    .isEmpty())
        .limit(TOLD_AT_ONCE)
        .toList();
  }

  private void tellPeople(NetworkAction.SetAttached failure) {
    var condition = failure.condition();
    events.record(
        About.of(Instance.KIND, failure.instance().metadata()),
        Severity.WARNING,
        String.valueOf(condition.reason()),
        String.valueOf(condition.message()));
  }

  private void apply(List<NetworkAction> actions) throws InterruptedException {
    try {
      horizon.wrote(applier.apply(actions));
    } catch (RuntimeException e) {
      // Some of it may have taken effect: a VNI or an outside address may be in use.
      horizon.unclear();
      throw e;
    }
  }
}
