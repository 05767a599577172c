package io.ciao.launcher.instance;

import io.ciao.api.instance.InstanceState;
import io.ciao.launcher.driver.Copy;
import io.ciao.launcher.driver.CopyState;
import io.ciao.launcher.driver.Ending;
import io.ciao.launcher.driver.Guest;
import io.ciao.launcher.driver.Holding;
import io.ciao.launcher.driver.ImageChoice;
import io.ciao.launcher.driver.Machine;
import io.ciao.launcher.driver.Nic;
import io.ciao.launcher.driver.StartPlan;
import io.ciao.launcher.instance.Desired.Bound;
import io.ciao.launcher.instance.Desired.Deletion;
import io.ciao.launcher.instance.IngredientsReader.Network;
import io.ciao.launcher.instance.InstanceSnapshot.Membership;
import io.ciao.launcher.instance.Knowledge.CheckAnswer;
import io.ciao.launcher.instance.Knowledge.Standing;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.launcher.network.PortState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A node, its engine and the apiserver as one decision's world, for one instance. It refuses what
/// must never be done: two living copies, a start that is not on disk, erasing on hearsay.
final class DeciderWorld {
  static final String NODE = "node-uid";
  static final InstanceName NAME = new InstanceName("uid-1", "t1", "web");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /// The world was told to do something that must never be done.
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  private record Process(
      CopyState state,
      Instant startedAt,
      long token,
      @Nullable Instant askedAt,
      @Nullable Instant endedAt) {
    boolean alive() {
      return state != CopyState.ENDED;
    }

    Process asked(Instant now) {
      return new Process(state, startedAt, token, now, endedAt);
    }

    Process over(Instant now) {
      return new Process(CopyState.ENDED, startedAt, token, askedAt, now);
    }
  }

  @Nullable Desired desired;
  Standing standing = Standing.LISTED;
  CheckAnswer truth = CheckAnswer.CURRENT;
  Membership membership = Membership.MEMBER;
  @Nullable Instant heldSince;
  Marks marks = Marks.NONE;
  boolean ready = true;

  /// Whether the guest ignores that it is asked to end.
  boolean stubborn;

  boolean data;
  StartHistory history = StartHistory.NONE;
  Instant now = START;
  int restarts;

  /// Whether ports come and go only once the agent is at rest.
  boolean portLags;

  /// What is in the way of a port that comes or goes.
  String portProblem = "";

  @Nullable Network network;

  /// Whether the watch shows a removed finalizer only once the agent is at rest.
  boolean watchLags;

  final List<Decision.Report> told = new ArrayList<>();

  private final TreeMap<Long, Process> copies = new TreeMap<>();
  private CheckAnswer answer = CheckAnswer.NONE;
  private boolean letGo;
  private long pluggedToken;
  private boolean portMoves;
  private boolean leaving;
  private long tokens;

  void addCopy(long epoch, CopyState state) {
    var ended = state == CopyState.ENDED ? now : null;
    copies.put(epoch, new Process(state, now, ++tokens, null, ended));
  }

  void ask(long epoch) {
    copies.put(epoch, required(epoch).asked(now));
  }

  void plug(long epoch) {
    pluggedToken = required(epoch).token();
  }

  /// As after a restart of the container: the node's end belongs to a namespace that is gone.
  void plugForSomethingGone() {
    pluggedToken = ++tokens;
  }

  InstanceSnapshot snapshot() {
    var list = new ArrayList<Copy>();
    copies.forEach(
        (epoch, process) ->
            list.add(
                new Copy(
                    NAME.uid(),
                    epoch,
                    process.state(),
                    process.startedAt(),
                    process.askedAt(),
                    process.endedAt() == null ? null : new Ending(process.endedAt(), 0, "ended"))));
    return new InstanceSnapshot(
        NAME,
        new Knowledge(desired, standing, answer, letGo),
        marks,
        new Observation.Seen(new Holding(list, data), port()),
        ready
            ? new Ingredients.Ready(plan(desired == null ? 0 : epochWanted()))
            : new Ingredients.Waiting("WaitingForImage", "no image"),
        network == null ? new Network.Complete(plan(0).nic()) : network,
        new InstanceSnapshot.Self(NODE, membership, heldSince),
        new InstanceSnapshot.Timing(now, history));
  }

  /// One pass: decides, applies at most `steps` actions, and says whether it was at rest.
  boolean pass(int steps) {
    var decision = InstanceDecider.decide(snapshot());
    if (decision.report() != null) {
      told.add(decision.report());
    }
    decision.actions().stream().limit(steps).forEach(this::apply);
    if (decision.actions().isEmpty() && portMoves && portProblem.isEmpty()) {
      portMoved();
      return false;
    }
    var wait = decision.lookAgain();
    if (decision.actions().isEmpty() && wait != null && timeBringsMore()) {
      now = now.plus(wait);
      return false;
    }
    if (decision.actions().isEmpty() && letGo && desired != null) {
      showRemoval();
      return false;
    }
    return decision.actions().isEmpty();
  }

  private void apply(InstanceAction action) {
    switch (action) {
      case InstanceAction.Tell tell -> told.add(new Decision.Report(tell.epoch(), tell.facts()));
      case InstanceAction.AskApiserver ask -> {
        require(ask.epoch() == highestHeld(), "asked about epoch " + ask.epoch());
        answer = truth;
      }
      case InstanceAction.AskToEnd ask -> askToEnd(ask.epoch());
      case InstanceAction.Kill kill -> kill(kill.epoch());
      case InstanceAction.RecordEnd end -> recordEnd(end);
      case InstanceAction.DiscardCopy discard -> {
        var process = copies.get(discard.epoch());
        require(process == null || process.state() == CopyState.ENDED, "discard of a living copy");
        copies.remove(discard.epoch());
      }
      case InstanceAction.Unplug _ -> unplug();
      case InstanceAction.RecordReleased released -> {
        require(living() == 0, "released while a copy lives");
        require(pluggedToken == 0, "released before the interface is gone");
        marks =
            new Marks(
                true,
                marks.actedEpoch(),
                Math.max(marks.releasedEpoch(), released.epoch()),
                marks.buried(),
                marks.restartedAt());
      }
      case InstanceAction.EraseData _ -> eraseData();
      case InstanceAction.RemoveFinalizer _ -> removeFinalizer();
      case InstanceAction.Bury _ -> {
        require(copies.isEmpty() && !data && pluggedToken == 0, "buried while something is held");
        require(!marks.engaged(), "buried before its epoch is given up");
        marks =
            new Marks(true, marks.actedEpoch(), marks.releasedEpoch(), true, marks.restartedAt());
      }
      case InstanceAction.Forget _ -> {
        require(copies.isEmpty() && !data, "forgotten while something is held");
        desired = null;
      }
      case InstanceAction.RecordActed acted ->
          marks =
              new Marks(
                  true,
                  Math.max(marks.actedEpoch(), acted.epoch()),
                  marks.releasedEpoch(),
                  false,
                  marks.restartedAt());
      case InstanceAction.RecordRestart restart -> recordRestart(restart.wish());
      case InstanceAction.Prepare prepare -> {
        require(marks.actedEpoch() >= prepare.plan().epoch(), "prepared before it is on disk");
        data = true;
      }
      case InstanceAction.Launch launch -> launch(launch.plan());
      case InstanceAction.Plug plug -> askForPlug(plug);
      case InstanceAction.Proceed proceed -> proceed(proceed.epoch());
    }
  }

  private void askForPlug(InstanceAction.Plug plug) {
    require(plug.nic().equals(plan(0).nic()), "another interface");
    require(!portMoves, "asked to plug twice");
    plug(plug.epoch());
    portMoves = portLags;
  }

  private void unplug() {
    require(living() == 0, "interface taken from a living copy");
    require(!portMoves || !leaving, "asked to unplug twice");
    leaving = true;
    portMoves = true;
    if (!portLags) {
      portMoved();
    }
  }

  private void portMoved() {
    if (leaving) {
      pluggedToken = 0;
    }
    leaving = false;
    portMoves = false;
  }

  private void proceed(long epoch) {
    var process = required(epoch);
    require(pluggedToken == process.token() && !portMoves, "runs without its interface");
    require(heldSince == null, "let run while the node may start nothing");
    copies.put(
        epoch, new Process(CopyState.RUNNING, process.startedAt(), process.token(), null, null));
  }

  /// A guest that may still end by itself, or a start that is not due yet.
  private boolean timeBringsMore() {
    return history.notBefore().isAfter(now)
        || copies.values().stream()
            .filter(p -> p.alive() && p.askedAt() != null)
            .anyMatch(p -> p.askedAt().plus(InstanceDecider.STOP_GRACE).isAfter(now));
  }

  private void recordRestart(Instant wish) {
    require(living() == 0, "a restart is recorded while the old copy lives");
    require(
        marks.restartedAt() == null || wish.isAfter(marks.restartedAt()), "restarted once more");
    marks = new Marks(true, marks.actedEpoch(), marks.releasedEpoch(), marks.buried(), wish);
    history = history.wished();
  }

  private void askToEnd(long epoch) {
    var process = required(epoch);
    require(process.state() == CopyState.RUNNING, "asked a guest that never ran");
    require(process.askedAt() == null, "asked twice");
    beginStop(epoch);
    copies.put(epoch, stubborn ? process.asked(now) : process.asked(now).over(now));
  }

  private void kill(long epoch) {
    var process = required(epoch);
    if (process.askedAt() == null) {
      require(process.state() == CopyState.WAITING, "killed without being asked");
      beginStop(epoch);
    } else {
      require(!process.askedAt().plus(InstanceDecider.ERASE_GRACE).isAfter(now), "no time to stop");
    }
    copies.put(epoch, process.asked(now).over(now));
  }

  private void beginStop(long epoch) {
    if (wantedToRunAt(epoch)) {
      require(desired.restartDue(marks), "stopped what shall run");
      require(ready && heldSince == null, "stopped what could not be started again");
      restarts++;
    }
  }

  private void recordEnd(InstanceAction.RecordEnd end) {
    require(!end.startedAt().equals(history.counted()), "an end is counted twice");
    history =
        end.wished()
            ? history.stopped(end.startedAt())
            : history.ended(end.startedAt(), end.finishedAt());
  }

  private void launch(StartPlan plan) {
    require(living() == 0, "a second living copy");
    require(data, "started without data");
    require(membership == Membership.MEMBER, "started while not a member");
    require(heldSince == null, "started while the node may start nothing");
    require(marks.actedEpoch() == plan.epoch(), "started at an epoch that is not on disk");
    require(marks.releasedEpoch() < plan.epoch(), "started at a released epoch");
    require(pluggedToken == 0, "started over a stale interface");
    require(copies.keySet().stream().allMatch(e -> e == plan.epoch()), "other copies are left");
    require(!now.isBefore(history.notBefore()), "started before its time");
    copies.put(plan.epoch(), new Process(CopyState.WAITING, now, ++tokens, null, null));
  }

  private void eraseData() {
    require(living() == 0, "data erased under a living copy");
    require(pluggedToken == 0, "data erased before the interface is gone");
    require(marks.releasedEpoch() >= highestHeld(), "data erased before the epoch is given up");
    var shown = desired != null && desired.deletion() == Deletion.SHOWN_BY_API;
    var said = truth == CheckAnswer.GONE || truth == CheckAnswer.SUPERSEDED;
    require(shown || (said && answer == truth), "data erased on hearsay");
    copies.clear();
    data = false;
  }

  private void removeFinalizer() {
    require(copies.isEmpty() && !data, "finalizer removed while something is held");
    require(
        told.getLast().facts().state() == InstanceState.Released, "finalizer removed unreported");
    require(!letGo, "finalizer removed again before the watch could show it");
    letGo = true;
    if (!watchLags) {
      showRemoval();
    }
  }

  private void showRemoval() {
    desired = null;
    standing = Standing.LISTED;
    answer = CheckAnswer.NONE;
    truth = CheckAnswer.GONE;
  }

  private boolean wantedToRunAt(long epoch) {
    return membership == Membership.MEMBER
        && desired != null
        && desired.running()
        && desired.deletion() == Deletion.NONE
        && desired.binding() != null
        && desired.binding().epoch() == epoch
        && desired.binding().nodeUid().equals(NODE)
        && !desired.binding().releasing()
        && epoch > marks.releasedEpoch()
        && standing != Standing.UNLISTED;
  }

  long living() {
    return copies.values().stream().filter(Process::alive).count();
  }

  boolean runsPluggedAt(long epoch) {
    var process = copies.get(epoch);
    return process != null
        && process.state() == CopyState.RUNNING
        && pluggedToken == process.token()
        && !portMoves;
  }

  boolean holdsNothing() {
    return copies.isEmpty() && !data && pluggedToken == 0;
  }

  boolean portGone() {
    return pluggedToken == 0;
  }

  String describe() {
    return "desired="
        + desired
        + " standing="
        + standing
        + " truth="
        + truth
        + " marks="
        + marks
        + " copies="
        + copies
        + " data="
        + data
        + " plugged="
        + pluggedToken
        + " membership="
        + membership
        + " heldSince="
        + heldSince
        + " ready="
        + ready;
  }

  private long highestHeld() {
    return Math.max(marks.actedEpoch(), copies.isEmpty() ? 0 : copies.lastKey());
  }

  private PortState port() {
    if (pluggedToken == 0) {
      return PortState.ABSENT;
    }
    if (leaving) {
      return new PortState.Leaving(START, portProblem);
    }
    var state = portMoves ? new PortState.Pending(START, portProblem) : PortState.PLUGGED;
    return copies.values().stream().anyMatch(p -> p.token() == pluggedToken && p.alive())
        ? state
        : PortState.STALE;
  }

  private long epochWanted() {
    Bound binding = desired == null ? null : desired.binding();
    return binding == null ? 0 : binding.epoch();
  }

  private Process required(long epoch) {
    var process = copies.get(epoch);
    require(process != null && process.state() != CopyState.ENDED, "no living copy at " + epoch);
    return process;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Refused(otherwise);
    }
  }

  static StartPlan plan(long epoch) {
    return new StartPlan(
        NAME,
        epoch,
        new Machine(1, 64 << 20, 0, false, false),
        new ImageChoice.NoImage(),
        new Guest("web", new TreeMap<>(), "", List.of(), new TreeMap<>()),
        new Nic(
            "t1/net-1",
            "172.16.0.2",
            24,
            "02:00:ac:10:00:02",
            "172.16.0.1",
            1450,
            new Nic.Dns("", List.of())));
  }
}
