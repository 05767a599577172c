package io.ciao.launcher.driver;

import io.ciao.launcher.ledger.InstanceName;
import io.ciao.program.agent.ServedLog;
import java.util.Map;
import java.util.Optional;

/// Runs copies of instances. Every method may be repeated: what is already so is a success.
///
/// Blocking; safe for many threads as long as one uid is handled by one thread at a time.
public interface Driver extends AutoCloseable {

  /// `qemu`, `docker` or `simulated`.
  String name();

  /// The uids of all instances of which this node holds anything, with what is known of their
  /// names.
  Map<String, InstanceName> instances() throws DriverException;

  /// What is held of one instance. A failure means unknown, never absent.
  Holding look(String uid) throws DriverException;

  /// Whether the copy can be prepared without its image: its disk or container is there already.
  boolean prepared(String uid, long epoch) throws DriverException;

  /// Makes what the copy needs on disk: an overlay, a config drive, a container. Existing data of
  /// the instance is kept.
  void prepare(StartPlan plan) throws DriverException, InterruptedException;

  /// Starts the copy; afterwards it is WAITING or RUNNING. Refuses while a copy of another epoch is
  /// alive.
  void launch(StartPlan plan) throws DriverException, InterruptedException;

  /// Where to plug the interface of a living copy; empty if it is gone.
  Optional<PortTarget> portTarget(String uid, long epoch) throws DriverException;

  /// Lets a WAITING copy run.
  void proceed(String uid, long epoch) throws DriverException, InterruptedException;

  /// Asks the guest of a running copy to end, and does not wait: the copy remembers when, and its
  /// end is told as an event. One that cannot hear it has been asked all the same.
  void askToEnd(String uid, long epoch) throws DriverException, InterruptedException;

  /// Ends a copy at once, whatever its guest does; returns when it is over. Data stays.
  void kill(String uid, long epoch) throws DriverException, InterruptedException;

  /// Forgets an ended copy, so that one of another epoch can be made.
  void discard(String uid, long epoch) throws DriverException, InterruptedException;

  /// Removes everything of the instance, its data too. Its copies have ended.
  void erase(String uid) throws DriverException, InterruptedException;

  /// What the instance's living copy uses now; empty if none lives.
  Optional<Usage> usage(String uid) throws DriverException;

  /// The instance's output; empty if nothing is held of it.
  Optional<ServedLog> log(String uid);

  /// Lets go of connections; copies go on.
  @Override
  void close();
}
