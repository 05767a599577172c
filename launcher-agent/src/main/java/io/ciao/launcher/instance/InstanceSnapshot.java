package io.ciao.launcher.instance;

import io.ciao.launcher.ledger.InstanceName;
import java.time.Instant;

/// Everything one decision may look at, read at one moment.
record InstanceSnapshot(
    InstanceName instance,
    Knowledge knowledge,
    Marks marks,
    Observation observation,
    Ingredients ingredients,
    IngredientsReader.Network network,
    Self self,
    Timing timing) {

  /// This node.
  record Self(String nodeUid, Membership membership) {}

  /// Whether the node may start instances.
  enum Membership {
    /// Not joined yet, or told to join anew: nothing starts, and copies that the list shows at
    /// another epoch or not at all are ended.
    REJOINING,
    MEMBER
  }

  record Timing(Instant now, StartHistory history) {}
}
