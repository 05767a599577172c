package io.ciao.launcher;

import io.ciao.launcher.desired.KeptObjects;
import io.ciao.launcher.ledger.InstanceLedger;
import io.ciao.launcher.ssntp.Inbox;
import io.ciao.launcher.trace.TracedStarts;
import io.ciao.reconcile.WorkQueue;

/// Where frames go in an agent.
public final class SteppedInbox {
  private SteppedInbox() {}

  public static Inbox of(
      KeptObjects kept, InstanceLedger ledger, WorkQueue<String> queue, TracedStarts traces) {
    return new NodeInbox(kept, ledger, queue, () -> {}, () -> {}, _ -> {}, traces);
  }
}
