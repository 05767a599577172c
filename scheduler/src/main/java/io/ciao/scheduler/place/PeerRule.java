package io.ciao.scheduler.place;

import java.util.Map;

/// One reason why a node may not take an instance that lies in where other instances are. Made for
/// one decision.
interface PeerRule {

  /// Whether this rule has nothing against the node at that index.
  boolean accepts(int index);

  /// Whether an instance of the tenant with these labels is one that it counts, and lacks where it
  /// is gone.
  boolean counts(Map<String, String> labels);

  /// What was needed and what was found at that node, for people, to be read after its name. Asked
  /// only where it does not accept.
  String refusal(int index, NodeView node);

  /// The same for many nodes together, to be read after their number.
  String refusalOfMany();
}
