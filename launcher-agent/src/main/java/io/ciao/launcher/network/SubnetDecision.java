package io.ciao.launcher.network;

import java.util.List;

/// What to do about a subnet now.
///
/// @param actions in order
/// @param waits what is in the way of the rest, for people; empty if nothing is
record SubnetDecision(List<SubnetAction> actions, String waits) {
  SubnetDecision {
    actions = List.copyOf(actions);
  }
}
