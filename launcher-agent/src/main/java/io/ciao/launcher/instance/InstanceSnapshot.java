package io.ciao.launcher.instance;

import io.ciao.launcher.ledger.InstanceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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
  ///
  /// @param heldSince since when it may start nothing although it is a member, for want of an
  ///   answered renewal; null if it may
  record Self(String nodeUid, Membership membership, @Nullable Instant heldSince) {
    boolean mayStart() {
      return membership == Membership.MEMBER && heldSince == null;
    }
  }

  /// Whether the node may start instances.
  enum Membership {
    /// Not joined yet, or told to join anew: nothing starts, and copies that the list shows at
    /// another epoch or not at all are ended.
    REJOINING,
    MEMBER
  }

  record Timing(Instant now, StartHistory history) {}
}
