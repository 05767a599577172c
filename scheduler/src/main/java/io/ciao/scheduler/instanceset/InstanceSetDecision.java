package io.ciao.scheduler.instanceset;

import io.ciao.api.instanceset.SetRevision;
import io.ciao.api.meta.Condition;
import java.util.List;
import java.util.Optional;

/// What a pass does about a set and what it says of it.
///
/// @param actions in order; removals come before additions
/// @param draft what the status is to say
/// @param more whether the pass would have done more than it may at once
record InstanceSetDecision(List<InstanceSetAction> actions, Draft draft, boolean more) {

  InstanceSetDecision {
    actions = List.copyOf(actions);
  }

  /// Counts, revisions and conditions, all of the generation that was read.
  ///
  /// @param scaled what people are told once it is written: how many instances the generation that
  ///   is seen for the first time makes of how many; empty if that is as before
  record Draft(
      Counts counts,
      String selector,
      List<SetRevision> revisions,
      List<Condition> conditions,
      Optional<String> scaled) {

    Draft {
      revisions = List.copyOf(revisions);
      conditions = List.copyOf(conditions);
    }
  }

  /// How many there are.
  ///
  /// @param live instances that are not being deleted; the others are of those
  record Counts(int live, int updated, int ready, int available) {}
}
