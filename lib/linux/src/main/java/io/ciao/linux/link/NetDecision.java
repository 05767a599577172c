package io.ciao.linux.link;

import java.util.List;

/// What to do now, and what cannot be done yet.
///
/// @param actions in order; empty if all is as it shall be, except for what `waiting` names
/// @param waiting one sentence for each part of the model that must wait, for people
public record NetDecision(List<NetAction> actions, List<String> waiting) {
  public NetDecision {
    actions = List.copyOf(actions);
    waiting = List.copyOf(waiting);
  }
}
