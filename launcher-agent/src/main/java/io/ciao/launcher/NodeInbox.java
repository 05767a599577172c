package io.ciao.launcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.launcher.desired.Kept.Source;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.report.ReportSender;
import io.ciao.launcher.ssntp.Inbox;
import io.ciao.reconcile.WorkQueue;
import java.util.List;

/// Puts what schedulers send where the watch puts it, and marks the same pass.
final class NodeInbox implements Inbox {
  private final KeptObjects kept;
  private final WorkQueue<String> queue;
  private final ReportSender reports;
  private final Runnable nodeChanged;

  /// @param nodeChanged run when a scheduler began or ceased to hear the node
  NodeInbox(KeptObjects kept, WorkQueue<String> queue, ReportSender reports, Runnable nodeChanged) {
    this.kept = kept;
    this.queue = queue;
    this.reports = reports;
    this.nodeChanged = nodeChanged;
  }

  @Override
  public void start(String instanceUid, List<ObjectNode> objects) {
    objects.forEach(object -> kept.offer(object, Source.FRAME));
    queue.add(instanceUid);
  }

  @Override
  public void hint(String instanceUid) {
    queue.add(instanceUid);
  }

  @Override
  public void connected() {
    reports.repeatAll();
    nodeChanged.run();
  }

  @Override
  public void disconnected() {
    nodeChanged.run();
  }
}
