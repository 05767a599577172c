package io.ciao.launcher.instance;

import io.ciao.launcher.report.Facts;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to do now, what to say, and when to look again.
///
/// @param actions in order; the first that fails ends the pass
/// @param report what holds once there is nothing to do; null while there is, or while nothing may
///   be said
/// @param lookAgain after which time something may have changed that wakes nobody; null if a change
///   will mark the key
record Decision(
    List<InstanceAction> actions, @Nullable Report report, @Nullable Duration lookAgain) {
  static final Decision NOTHING = new Decision(List.of(), null, null);

  /// Facts at an epoch.
  record Report(long epoch, Facts facts) {}

  Decision {
    actions = List.copyOf(actions);
    if (!actions.isEmpty() && report != null) {
      throw new IllegalStateException("a decision with actions reports after them, not before");
    }
  }

  static Decision act(List<InstanceAction> actions) {
    return new Decision(actions, null, null);
  }

  static Decision say(long epoch, Facts facts) {
    return new Decision(List.of(), new Report(epoch, facts), null);
  }

  static Decision later(Duration lookAgain) {
    return new Decision(List.of(), null, lookAgain);
  }

  Decision lookingAgain(Duration after) {
    return new Decision(actions, report, after);
  }
}
