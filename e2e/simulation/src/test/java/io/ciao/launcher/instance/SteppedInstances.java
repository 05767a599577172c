package io.ciao.launcher.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.launcher.desired.Kept;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.instance.InstanceSnapshot.Membership;
import io.ciao.launcher.instance.InstanceSnapshot.Self;
import io.ciao.launcher.instance.Knowledge.Standing;
import io.ciao.launcher.network.Ports;
import io.ciao.launcher.report.ReportSender;
import io.ciao.reconcile.EventRecorder;
import io.ciao.reconcile.PassResult;
import io.ciao.reconcile.Reconciler;
import io.ciao.reconcile.Source;
import io.ciao.testkit.ManualClock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// [Instances] without threads: passes run when they are told to, and what the watch shows comes of
/// the caller.
public final class SteppedInstances implements Reconciler<String> {
  private final InstanceReconciler reconciler;
  private final Bound bound;

  public SteppedInstances(
      Instances.Parts parts,
      Ports ports,
      ReportSender reports,
      EventRecorder events,
      ManualClock clock) {
    bound = new Bound(parts.kept());
    var questions = new InstanceQuestions(parts.api(), clock);
    var histories = new Histories();
    var status = new InstanceStatusWriter(reports, events);
    var sources =
        new InstanceSnapshotReader.Sources(
            parts.kept(),
            bound,
            parts.ledger(),
            parts.drivers(),
            ports,
            new SimulatedIngredients());
    var reader =
        new InstanceSnapshotReader(sources, () -> self(parts), questions, histories, clock);
    var applier =
        new InstanceApplier(sources, questions, histories, parts.acts(), status, parts.traces());
    reconciler = new InstanceReconciler(reader, applier, status, histories, clock, parts.traces());
  }

  private static Self self(Instances.Parts parts) {
    var member = parts.membership().member() ? Membership.MEMBER : Membership.REJOINING;
    return new Self(parts.node().uid(), member, parts.presence().heldSince().orElse(null));
  }

  @Override
  public PassResult reconcile(String uid) throws InterruptedException {
    return reconciler.reconcile(uid);
  }

  /// The watch read its list.
  public void listed(List<ObjectNode> objects, long version) {
    bound.uids.clear();
    objects.forEach(this::shown);
    bound.version = version;
    bound.synced = true;
  }

  /// The watch shows an instance that is bound here.
  public void shown(ObjectNode object) {
    bound.kept.offer(object, Kept.Source.API);
    bound.uids.add(Source.uid(object));
    advanced(object.path("metadata").path("resourceVersion").asLong());
  }

  /// An instance has left the watch.
  public void left(String uid, long version) {
    bound.uids.remove(uid);
    advanced(version);
  }

  /// Nothing else happened up to that version.
  public void advanced(long version) {
    bound.version = Math.max(bound.version, version);
  }

  /// As [InstanceWatch], which has a thread.
  private static final class Bound implements BoundList {
    private final KeptObjects kept;
    private final Set<String> uids = new TreeSet<>();
    private boolean synced;
    private long version;

    Bound(KeptObjects kept) {
      this.kept = kept;
    }

    @Override
    public Standing standing(String uid, long keptVersion) {
      if (!synced) {
        return Standing.UNSYNCED;
      }
      if (uids.contains(uid) && kept.byUid(KeptKind.INSTANCE, uid).isPresent()) {
        return Standing.LISTED;
      }
      return keptVersion > version ? Standing.AHEAD : Standing.UNLISTED;
    }
  }
}
