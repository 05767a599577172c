package io.ciao.launcher.instance;

import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.instance.InstanceAction.AskToEnd;
import io.ciao.launcher.instance.InstanceAction.Kill;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What ends copies that are not to live. A guest is asked, and killed when its time is up.
///
/// @param over whether all of them have ended
/// @param actions what is due now
/// @param asked the guest whose time is up first; null if none has any left
record Stops(boolean over, List<InstanceAction> actions, @Nullable Asked asked) {

  /// A guest that was asked to end.
  record Asked(long epoch, Instant until) {}

  /// @param grace how long a guest may take
  static Stops of(List<Copy> copies, Duration grace, Instant now) {
    var actions = new ArrayList<InstanceAction>();
    Asked first = null;
    var living = copies.stream().filter(Copy::alive).toList();
    for (var copy : living) {
      var askedAt = copy.askedAt();
      if (copy.state() == CopyState.WAITING) {
        // A guest that never ran has nobody who could hear that it is asked.
        actions.add(new Kill(copy.epoch()));
      } else if (askedAt == null || askedAt.isAfter(now)) {
        actions.add(new AskToEnd(copy.epoch()));
      } else if (!askedAt.plus(grace).isAfter(now)) {
        actions.add(new Kill(copy.epoch()));
      } else if (first == null || askedAt.plus(grace).isBefore(first.until())) {
        first = new Asked(copy.epoch(), askedAt.plus(grace));
      }
    }
    return new Stops(living.isEmpty(), List.copyOf(actions), first);
  }

  /// What is due, or else when to look again.
  Decision decision(Instant now) {
    return actions.isEmpty() && asked != null
        ? Decision.later(Duration.between(now, asked.until()))
        : Decision.act(actions);
  }
}
