package io.ciao.linux.link;

import java.util.List;

/// What to do now, and what cannot be done yet.
///
/// @param actions in order; empty if all is as it shall be, except for what `waiting` names
/// @param waiting each link of the model that cannot be made yet
public record NetDecision(List<NetAction> actions, List<Waiting> waiting) {
  public NetDecision {
    actions = List.copyOf(actions);
    waiting = List.copyOf(waiting);
  }
}
