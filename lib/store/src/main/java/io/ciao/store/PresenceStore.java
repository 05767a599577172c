package io.ciao.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where signs of life of nodes are kept. A renewal is a write that compares the node's membership,
/// so none succeeds once the node is declared lost. Safe for many threads.
public interface PresenceStore {
  /// What became of a renewal.
  sealed interface Outcome {
    /// It stands.
    record Renewed() implements Outcome {}

    /// The incarnation is no member.
    ///
    /// @param membership what the member key says instead; null if it is not there
    record Refused(@Nullable String membership) implements Outcome {}
  }

  /// Renews a node's presence if its incarnation is a member.
  ///
  /// @param wait how long to wait for the outcome
  /// @throws StoreException.Timeout if etcd did not answer; whether it was renewed is not known
  Outcome renew(String node, Renewal renewal, Duration wait)
      throws StoreException, InterruptedException;

  /// Writes a presence that belongs to no node, for whoever wants to know whether renewals work.
  ///
  /// @param name of the probe; no node's name
  void probe(String name, Renewal renewal, Duration wait)
      throws StoreException, InterruptedException;
}
