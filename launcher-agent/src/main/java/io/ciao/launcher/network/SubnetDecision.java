package io.ciao.launcher.network;

import java.util.List;
import java.util.Map;

/// What to do about a subnet now.
///
/// @param actions in order
/// @param closed by the uid of an instance why nothing passes its port
/// @param waits what is in the way of the rest, for people; empty if nothing is
record SubnetDecision(List<SubnetAction> actions, Map<String, String> closed, String waits) {
  SubnetDecision {
    actions = List.copyOf(actions);
    closed = Map.copyOf(closed);
  }
}
