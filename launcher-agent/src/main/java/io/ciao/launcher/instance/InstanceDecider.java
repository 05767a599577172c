package io.ciao.launcher.instance;

import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.InstanceState;
import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.instance.IngredientsReader.Network;
import io.ciao.launcher.instance.InstanceAction.AskApiserver;
import io.ciao.launcher.instance.InstanceAction.Bury;
import io.ciao.launcher.instance.InstanceAction.DiscardCopy;
import io.ciao.launcher.instance.InstanceAction.EraseData;
import io.ciao.launcher.instance.InstanceAction.Forget;
import io.ciao.launcher.instance.InstanceAction.Launch;
import io.ciao.launcher.instance.InstanceAction.Plug;
import io.ciao.launcher.instance.InstanceAction.Prepare;
import io.ciao.launcher.instance.InstanceAction.Proceed;
import io.ciao.launcher.instance.InstanceAction.RecordActed;
import io.ciao.launcher.instance.InstanceAction.RecordEnd;
import io.ciao.launcher.instance.InstanceAction.RecordReleased;
import io.ciao.launcher.instance.InstanceAction.RecordRestart;
import io.ciao.launcher.instance.InstanceAction.RemoveFinalizer;
import io.ciao.launcher.instance.InstanceAction.Tell;
import io.ciao.launcher.instance.InstanceAction.Unplug;
import io.ciao.launcher.instance.InstanceSnapshot.Membership;
import io.ciao.launcher.instance.Observation.Seen;
import io.ciao.launcher.network.PortState;
import io.ciao.launcher.presence.Presence;
import io.ciao.launcher.report.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides what to do about one instance. Removal comes before addition: a copy of another epoch is
/// ended before anything of the wanted one is made.
///
/// Nothing here takes long: a guest is asked to end, and whether its time is up is decided when it
/// is looked at again. A stop that was begun is finished, whatever is wanted since.
final class InstanceDecider {
  /// How long a guest may take to shut down when it is stopped or moved on purpose.
  static final Duration STOP_GRACE = Duration.ofSeconds(30);

  /// How long when its data is thrown away next.
  static final Duration ERASE_GRACE = Duration.ofSeconds(2);

  /// After a probe that failed, and between questions to an apiserver that could not answer.
  static final Duration SOON = Duration.ofSeconds(2);

  static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  /// A node that has just started or joined gets its first renewal answered within this time.
  static final Duration HOLD_USUAL = Duration.ofSeconds(2);

  /// A port that takes longer is worth saying.
  static final Duration PORT_USUAL = Duration.ofSeconds(2);

  private final InstanceSnapshot snapshot;
  private final Seen seen;
  private final List<InstanceAction> actions = new ArrayList<>();

  private InstanceDecider(InstanceSnapshot snapshot, Seen seen) {
    this.snapshot = snapshot;
    this.seen = seen;
  }

  static Decision decide(InstanceSnapshot snapshot) {
    return switch (snapshot.observation()) {
      case Observation.Unknown _ -> Decision.later(SOON);
      case Seen seen ->
          new InstanceDecider(snapshot, seen).towards(InstanceGoal.of(snapshot, seen));
    };
  }

  private Decision towards(InstanceGoal goal) {
    return switch (goal) {
      case InstanceGoal.Leave _ -> Decision.NOTHING;
      case InstanceGoal.Keep _ -> Decision.later(ASK_AGAIN);
      case InstanceGoal.Ask ask -> Decision.act(List.of(new AskApiserver(ask.epoch())));
      case InstanceGoal.Drop _ -> drop();
      case InstanceGoal.Clear _ -> clear();
      case InstanceGoal.Run run -> run(run);
      case InstanceGoal.Halt halt -> halt(halt);
      case InstanceGoal.Release release -> release(release);
      case InstanceGoal.Erase erase -> erase(erase);
    };
  }

  private Decision drop() {
    if (snapshot.marks().present() && !snapshot.marks().buried()) {
      actions.add(new Bury());
    }
    if (snapshot.knowledge().desired() != null) {
      actions.add(new Forget());
    }
    return Decision.act(actions);
  }

  private Decision clear() {
    var stops = stops(seen.holding().copies(), ERASE_GRACE);
    if (!stops.over()) {
      return stops.decision(now());
    }
    seen.holding().copies().forEach(copy -> actions.add(new DiscardCopy(copy.epoch())));
    return unplugged() || !actions.isEmpty() ? Decision.act(actions) : Decision.later(SOON);
  }

  private Decision run(InstanceGoal.Run goal) {
    var stops = stops(others(goal.epoch()), STOP_GRACE);
    if (!stops.over()) {
      return untilOver(stops, goal.desired(), goal.epoch(), InstanceState.Pending);
    }
    discardOthers(goal.epoch());
    if (!actions.isEmpty() || snapshot.self().membership() != Membership.MEMBER) {
      return Decision.act(actions);
    }
    var copy = seen.holding().at(goal.epoch());
    if (copy.isEmpty() || !copy.get().alive()) {
      return start(goal, copy.orElse(null));
    }
    if (copy.get().askedAt() != null || restarts(goal.desired())) {
      var stop = stops(List.of(copy.get()), STOP_GRACE);
      return untilOver(stop, goal.desired(), goal.epoch(), InstanceState.Stopping);
    }
    return switch (seen.port()) {
      case PortState.Plugged _ -> plugged(goal, copy.get(), "");
      case PortState.Closed(var why) -> plugged(goal, copy.get(), why);
      case PortState.Absent _, PortState.Stale _ -> plug(goal, copy.get());
      case PortState.Pending(var since, var why) ->
          portWaits(goal.desired(), goal.epoch(), state(copy.get()), since, why);
      case PortState.Leaving(var since, var why) ->
          portWaits(goal.desired(), goal.epoch(), state(copy.get()), since, why);
    };
  }

  private Decision plugged(InstanceGoal.Run goal, Copy copy, String closed) {
    return copy.state() == CopyState.WAITING ? proceed(goal, copy) : running(goal, copy, closed);
  }

  private Decision proceed(InstanceGoal.Run goal, Copy copy) {
    var heldSince = snapshot.self().heldSince();
    return heldSince == null
        ? Decision.act(List.of(new Proceed(goal.epoch())))
        : held(goal, facts(goal.desired(), state(copy)).started(copy.startedAt()), heldSince);
  }

  /// The next answered renewal marks the instance.
  private Decision held(InstanceGoal.Run goal, Facts facts, Instant since) {
    var slow = Duration.between(now(), since.plus(HOLD_USUAL));
    if (slow.isPositive()) {
      return Decision.later(slow.compareTo(HOLD_USUAL) > 0 ? HOLD_USUAL : slow);
    }
    return Decision.say(
        goal.epoch(), facts.because(InstanceReasons.NODE_NOT_CONFIRMED, Presence.why(since)));
  }

  private Decision plug(InstanceGoal.Run goal, Copy copy) {
    return switch (snapshot.network()) {
      case Network.Complete(var nic) -> Decision.act(List.of(new Plug(goal.epoch(), nic)));
      case Network.Missing(var reason, var message) ->
          Decision.say(
                  goal.epoch(),
                  facts(goal.desired(), state(copy))
                      .started(copy.startedAt())
                      .because(reason, message))
              .lookingAgain(SOON);
      case Network.NotLooked _ -> Decision.later(SOON);
    };
  }

  private static InstanceState state(Copy copy) {
    return copy.state() == CopyState.RUNNING ? InstanceState.Running : InstanceState.Starting;
  }

  /// The subnet's pass marks the instance. What is usual is not worth a report.
  private Decision portWaits(
      Desired desired, long epoch, InstanceState state, Instant since, String why) {
    var slow = Duration.between(now(), since.plus(PORT_USUAL));
    if (why.isEmpty() && slow.isPositive()) {
      return Decision.later(slow.compareTo(PORT_USUAL) > 0 ? PORT_USUAL : slow);
    }
    var facts =
        facts(desired, state)
            .started(seen.holding().at(epoch).map(Copy::startedAt).orElse(null))
            .because(
                InstanceReasons.NETWORK_FAILURE,
                why.isEmpty() ? "its interface waits for its subnet's turn since " + since : why);
    return Decision.say(epoch, facts).lookingAgain(ASK_AGAIN);
  }

  /// A restart is only begun where the start after it can be made.
  private boolean restarts(Desired desired) {
    return desired.restartDue(snapshot.marks())
        && snapshot.self().mayStart()
        && snapshot.ingredients() instanceof Ingredients.Ready;
  }

  /// @param closed why nothing passes its interface; empty if that is not so
  private Decision running(InstanceGoal.Run goal, Copy copy, String closed) {
    var running = facts(goal.desired(), InstanceState.Running).started(copy.startedAt());
    var facts =
        closed.isEmpty()
            ? running.plugged(true)
            : running.because(InstanceReasons.WAITING_FOR_SECURITY_GROUP, closed);
    if (!goal.desired().restartDue(snapshot.marks())) {
      return Decision.say(goal.epoch(), facts);
    }
    var heldSince = snapshot.self().heldSince();
    if (heldSince != null) {
      return held(goal, facts, heldSince);
    }
    var missing =
        switch (snapshot.ingredients()) {
          case Ingredients.Waiting waiting -> waiting.message();
          case Ingredients.Unusable unusable -> unusable.message();
          case Ingredients.NotLooked _, Ingredients.Ready _ -> "what a start needs is looked for";
        };
    return Decision.say(
            goal.epoch(),
            facts.because(
                InstanceReasons.RESTART_PENDING,
                "it runs; the restart that was asked for waits: " + missing))
        .lookingAgain(SOON);
  }

  private Decision start(InstanceGoal.Run goal, @Nullable Copy before) {
    var now = now();
    var history = snapshot.timing().history();
    var end = before == null ? null : uncounted(before, history);
    if (end != null) {
      return Decision.act(List.of(end));
    }
    // Who asks for a restart wants it now.
    if (now.isBefore(history.notBefore()) && !goal.desired().restartDue(snapshot.marks())) {
      return backingOff(goal).lookingAgain(Duration.between(now, history.notBefore()));
    }
    var heldSince = snapshot.self().heldSince();
    if (heldSince != null) {
      return held(goal, facts(goal.desired(), InstanceState.Pending), heldSince);
    }
    return switch (snapshot.ingredients()) {
      case Ingredients.NotLooked _ -> Decision.later(SOON);
      case Ingredients.Ready ready -> startWith(goal, ready.plan());
      case Ingredients.Waiting waiting ->
          Decision.say(
                  goal.epoch(),
                  facts(goal.desired(), InstanceState.Pending)
                      .because(waiting.reason(), waiting.message()))
              .lookingAgain(SOON);
      case Ingredients.Unusable unusable ->
          Decision.say(
                  goal.epoch(),
                  facts(goal.desired(), InstanceState.Failed)
                      .because(unusable.reason(), unusable.message()))
              .lookingAgain(ASK_AGAIN);
    };
  }

  /// The end of a copy that is not in the history yet; null if it is, or there is nothing to count.
  private static @Nullable RecordEnd uncounted(Copy copy, StartHistory history) {
    var startedAt = copy.startedAt();
    var ending = copy.ending();
    return startedAt == null || ending == null || startedAt.equals(history.counted())
        ? null
        : new RecordEnd(startedAt, ending.finishedAt(), copy.askedAt() != null);
  }

  private Decision startWith(InstanceGoal.Run goal, StartPlan plan) {
    // What an earlier copy left plugged leads nowhere.
    if (!unplugged()) {
      return portLeaves(goal.desired(), goal.epoch(), InstanceState.Pending);
    }
    if (snapshot.marks().actedEpoch() < goal.epoch()) {
      actions.add(new RecordActed(goal.epoch(), goal.desired().driver()));
    }
    var wish = goal.desired().restartWish();
    if (wish != null && goal.desired().restartDue(snapshot.marks())) {
      actions.add(new RecordRestart(wish));
    }
    actions.add(new Prepare(plan));
    actions.add(new Launch(plan));
    actions.add(new Plug(goal.epoch(), plan.nic()));
    return Decision.act(actions);
  }

  /// It ended by itself or could not be started, and the next start is not due.
  private Decision backingOff(InstanceGoal.Run goal) {
    var history = snapshot.timing().history();
    var next = "; start " + (history.failures() + 1) + " follows at " + history.notBefore();
    var problem = history.problem();
    if (problem != null) {
      return Decision.say(
          goal.epoch(),
          facts(goal.desired(), InstanceState.Failed)
              .because(problem.reason(), problem.message() + next));
    }
    var copy = seen.holding().at(goal.epoch());
    var ending = copy.map(Copy::ending).orElse(null);
    var how = ending == null ? "" : ": " + ending.what();
    return Decision.say(
        goal.epoch(),
        facts(goal.desired(), InstanceState.Exited)
            .because(InstanceState.Exited.name(), "it ended by itself" + how + next)
            .started(copy.map(Copy::startedAt).orElse(null))
            .ended(ending));
  }

  private Decision halt(InstanceGoal.Halt goal) {
    var stops = stops(seen.holding().copies(), STOP_GRACE);
    if (!stops.over()) {
      return untilOver(stops, goal.desired(), goal.epoch(), InstanceState.Stopping);
    }
    discardOthers(goal.epoch());
    if (!unplugged()) {
      return portLeaves(goal.desired(), goal.epoch(), InstanceState.Stopping);
    }
    return actions.isEmpty()
        ? Decision.say(
            goal.epoch(),
            facts(goal.desired(), InstanceState.Stopped)
                .ended(seen.holding().at(goal.epoch()).map(Copy::ending).orElse(null)))
        : Decision.act(actions);
  }

  private Decision release(InstanceGoal.Release goal) {
    var stops = stops(seen.holding().copies(), STOP_GRACE);
    if (!stops.over()) {
      return untilOver(stops, goal.desired(), goal.epoch(), InstanceState.Stopping);
    }
    if (!unplugged()) {
      return portLeaves(goal.desired(), goal.epoch(), InstanceState.Stopping);
    }
    if (snapshot.marks().releasedEpoch() < goal.epoch()) {
      actions.add(new RecordReleased(goal.epoch()));
    }
    return actions.isEmpty()
        ? Decision.say(goal.epoch(), facts(goal.desired(), InstanceState.Released))
        : Decision.act(actions);
  }

  private Decision erase(InstanceGoal.Erase goal) {
    var desired = goal.desired();
    var marks = snapshot.marks();
    var stops = stops(seen.holding().copies(), ERASE_GRACE);
    if (!stops.over()) {
      return stops.decision(now());
    }
    if (!unplugged()) {
      return desired == null
          ? Decision.act(actions).lookingAgain(SOON)
          : portLeaves(desired, goal.epoch(), InstanceState.Stopping);
    }
    var held = Math.max(marks.actedEpoch(), seen.holding().highestEpoch());
    var released = Math.max(goal.epoch(), held);
    if (marks.releasedEpoch() < released) {
      actions.add(new RecordReleased(released));
    }
    if (!seen.holding().empty()) {
      actions.add(new EraseData());
    }
    var finalizer = desired != null && desired.finalizer();
    if (desired != null && finalizer && !snapshot.knowledge().letGo()) {
      actions.add(new Tell(goal.epoch(), facts(desired, InstanceState.Released)));
      actions.add(new RemoveFinalizer());
    }
    if (desired != null && !finalizer && !marks.buried()) {
      actions.add(new Tell(goal.epoch(), facts(desired, InstanceState.Released)));
    }
    if (!marks.buried()) {
      actions.add(new Bury());
    }
    // The watch marks the instance when it shows that the object is gone.
    return actions.isEmpty() && finalizer ? Decision.later(ASK_AGAIN) : Decision.act(actions);
  }

  private Stops stops(List<Copy> copies, Duration grace) {
    return Stops.of(copies, grace, now());
  }

  private Instant now() {
    return snapshot.timing().now();
  }

  /// What ends copies, or else, said aloud, that a guest has still time to end.
  private Decision untilOver(Stops stops, Desired desired, long epoch, InstanceState state) {
    var asked = stops.asked();
    var decision = stops.decision(now());
    var lookAgain = decision.lookAgain();
    if (asked == null || lookAgain == null) {
      return decision;
    }
    var facts =
        facts(desired, state)
            .plugged(seen.port() instanceof PortState.Plugged)
            .started(seen.holding().at(epoch).map(Copy::startedAt).orElse(null))
            .because(
                "",
                "its guest of epoch "
                    + asked.epoch()
                    + " was asked to shut down and is ended at "
                    + asked.until()
                    + " if it has not");
    return Decision.say(epoch, facts).lookingAgain(lookAgain);
  }

  private List<Copy> others(long epoch) {
    return seen.holding().copies().stream().filter(copy -> copy.epoch() != epoch).toList();
  }

  private void discardOthers(long epoch) {
    others(epoch).forEach(copy -> actions.add(new DiscardCopy(copy.epoch())));
  }

  /// Whether the interface is gone; asks for it to go if nobody has.
  private boolean unplugged() {
    return switch (seen.port()) {
      case PortState.Absent _ -> true;
      case PortState.Leaving _ -> false;
      case PortState.Stale _, PortState.Pending _, PortState.Plugged _, PortState.Closed _ -> {
        actions.add(new Unplug());
        yield false;
      }
    };
  }

  /// What asks for the interface to go, or else that it has not gone yet.
  private Decision portLeaves(Desired desired, long epoch, InstanceState state) {
    return actions.isEmpty() && seen.port() instanceof PortState.Leaving(var since, var why)
        ? portWaits(desired, epoch, state, since, why)
        : Decision.act(actions);
  }

  private static Facts facts(Desired desired, InstanceState state) {
    return Facts.of(desired.generation(), state);
  }
}
