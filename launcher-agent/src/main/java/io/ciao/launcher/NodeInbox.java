package io.ciao.launcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.launcher.desired.Kept.Source;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.ledger.InstanceLedger;
import io.ciao.launcher.ssntp.Inbox;
import io.ciao.launcher.trace.TracedStarts;
import io.ciao.reconcile.WorkQueue;
import io.ciao.ssntp.frame.Trace;
import io.ciao.ssntp.payload.Renewed;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts what schedulers send where the watch puts it, and marks the same pass.
final class NodeInbox implements Inbox {
  private static final Logger LOG = LoggerFactory.getLogger(NodeInbox.class);

  private final KeptObjects kept;
  private final InstanceLedger ledger;
  private final WorkQueue<String> queue;
  private final Runnable newListener;
  private final Runnable nodeChanged;
  private final Consumer<Renewed> renewals;
  private final TracedStarts traces;

  /// @param newListener run when a scheduler has connected that knows nothing yet
  /// @param nodeChanged run when a scheduler began or ceased to hear the node
  /// @param renewals told which renewal is stored
  /// @param traces told by which way a traced START came
  NodeInbox(
      KeptObjects kept,
      InstanceLedger ledger,
      WorkQueue<String> queue,
      Runnable newListener,
      Runnable nodeChanged,
      Consumer<Renewed> renewals,
      TracedStarts traces) {
    this.kept = kept;
    this.ledger = ledger;
    this.queue = queue;
    this.newListener = newListener;
    this.nodeChanged = nodeChanged;
    this.renewals = renewals;
    this.traces = traces;
  }

  @Override
  public void start(String instanceUid, long epoch, List<ObjectNode> objects) {
    if (isPast(instanceUid, epoch)) {
      return;
    }
    objects.forEach(object -> kept.offer(object, Source.FRAME));
    queue.add(instanceUid);
  }

  @Override
  public void traced(String instanceUid, long epoch, Trace way) {
    if (way.path().isEmpty()) {
      return;
    }
    var sent = way.path().getFirst().sent();
    var arrived = way.path().getLast().received();
    if (sent != null && arrived != null) {
      traces.arrived(instanceUid, epoch, sent.instant(), arrived.instant());
    }
  }

  @Override
  public void delete(String instanceUid, long epoch, boolean stop) {
    if (!isPast(instanceUid, epoch)) {
      queue.add(instanceUid);
    }
  }

  /// A frame about a binding that a later one has replaced here is not worth a pass.
  private boolean isPast(String uid, long epoch) {
    var isPast = ledger.entry(uid).filter(entry -> entry.isPast(epoch)).isPresent();
    if (isPast) {
      LOG.debug("frame of an older epoch is ignored instance={} epoch={}", uid, epoch);
    }
    return isPast;
  }

  @Override
  public void renewed(Renewed renewed) {
    renewals.accept(renewed);
  }

  @Override
  public void connected() {
    newListener.run();
    nodeChanged.run();
  }

  @Override
  public void disconnected() {
    nodeChanged.run();
  }
}
