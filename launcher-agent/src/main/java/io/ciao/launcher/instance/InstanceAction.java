package io.ciao.launcher.instance;

import io.ciao.launcher.driver.Nic;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.report.Facts;
import java.time.Instant;

/// One idempotent step towards what is wanted of one instance on this node.
sealed interface InstanceAction {

  /// Reports on the way, before a step that takes long or after which nobody could report.
  record Tell(long epoch, Facts facts) implements InstanceAction {}

  /// Asks the apiserver whether this epoch is still the binding's.
  record AskApiserver(long epoch) implements InstanceAction {}

  /// Asks the guest of a running copy to end.
  record AskToEnd(long epoch) implements InstanceAction {}

  /// Ends a copy now; its data stays.
  record Kill(long epoch) implements InstanceAction {}

  /// Counts, once, that the copy started then has ended.
  ///
  /// @param wished whether it was asked to: that is nobody's failure
  record RecordEnd(Instant startedAt, Instant finishedAt, boolean wished)
      implements InstanceAction {}

  /// Forgets an ended copy.
  record DiscardCopy(long epoch) implements InstanceAction {}

  /// Asks for the node's end of the interface to go, and the subnet with its last port.
  record Unplug() implements InstanceAction {}

  /// Puts on disk that this epoch is given up.
  record RecordReleased(long epoch) implements InstanceAction {}

  /// Removes disk, config drive, container and log.
  record EraseData() implements InstanceAction {}

  /// Takes the node's finalizer off the object.
  record RemoveFinalizer() implements InstanceAction {}

  /// Turns the ledger's entry into a tombstone.
  record Bury() implements InstanceAction {}

  /// Drops the kept object of an instance that is no business of this node any more.
  record Forget() implements InstanceAction {}

  /// Puts on disk that this epoch is about to be acted on.
  record RecordActed(long epoch, String driver) implements InstanceAction {}

  /// Puts on disk that the wish for a restart of that time is acted on.
  record RecordRestart(Instant wish) implements InstanceAction {}

  /// Makes disk and config drive, or the container.
  record Prepare(StartPlan plan) implements InstanceAction {}

  record Launch(StartPlan plan) implements InstanceAction {}

  /// Asks for the interface of the living copy to be plugged.
  record Plug(long epoch, Nic nic) implements InstanceAction {}

  /// Lets a waiting copy run.
  record Proceed(long epoch) implements InstanceAction {}
}
