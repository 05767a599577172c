package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ApiClient;
import io.ciao.api.node.Member;
import io.ciao.e2e.actor.ControlPlanes;
import io.ciao.e2e.actor.ControlPlanes.Plane;
import io.ciao.e2e.actor.Crowd;
import io.ciao.e2e.actor.Operator;
import io.ciao.e2e.actor.Saboteur;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterHistory;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.LiveView;
import io.ciao.e2e.env.LiveView.Work;
import io.ciao.e2e.env.SimulatedFleet;
import io.ciao.e2e.env.Steadily;
import io.ciao.testkit.EpochHistory.Act;
import io.ciao.testkit.EpochHistory.Deed;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The leading scheduler is killed, or stopped and let go on when another leads, in the midst of
/// moving instances off lost nodes: one copy of each is there in the end. Three control planes over
/// simulated nodes, some of which a test stops.
@Tag("failover")
@Tag("long")
class SchedulerLossIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int STAYING = 6;
  private static final int CUT = 2;
  private static final int INSTANCES = 160;

  /// Longer than it takes to declare a node lost where the probe, too, had to go elsewhere.
  private static final Duration LOSS_IS_DUE = Duration.ofSeconds(14);

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static Operator operator;
  private static ControlPlanes planes;
  private static SimulatedFleet cut;
  private static ClusterHistory history;
  private static int round;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startCluster() throws Exception {
    var nodes = Integer.toString(STAYING);
    cluster =
        Cluster.start(
            "s",
            "--no-network-node",
            "--control-planes",
            "3",
            "--nodes",
            "0",
            "--simulated",
            nodes);
    running = cluster;
    operator = new Operator(cluster);
    planes = ControlPlanes.of(cluster);
    history = ClusterHistory.follow(cluster);
    cut = SimulatedFleet.start(cluster, "cut", CUT);
    crowd(cluster.api()).makeReferences();
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (history != null) {
      history.end();
    }
    if (cut != null) {
      cut.close();
    }
    if (running != null) {
      running.close();
    }
  }

  private static Crowd crowd(ApiClient api) {
    return new Crowd(api, "64Mi");
  }

  /// Nodes that were lost have nothing, so of new instances they get the most.
  @BeforeEach
  void newInstances() throws Exception {
    var view = LiveView.follow(cluster.api());
    try {
      view.await(LIMIT, "all are members", SchedulerLossIT::allMembers);
      if (round > 0) {
        crowd(cluster.api()).delete("r" + round + "-", INSTANCES);
        view.await(LIMIT, "all are gone", v -> v.work().isEmpty());
      }
      round++;
      crowd(cluster.api()).make("r" + round + "-", INSTANCES);
      view.await(LIMIT, "all run", SchedulerLossIT::allRun);
    } finally {
      view.end();
    }
  }

  /// How far the leader has come when it happens.
  enum Step {
    LOST_WRITTEN {
      @Override
      boolean reached(LiveView view, Set<String> moving) {
        return view.places().stream().anyMatch(place -> place.in(Member.State.LOST));
      }
    },
    BOUND {
      @Override
      boolean reached(LiveView view, Set<String> moving) {
        return view.work().stream().anyMatch(work -> moved(work, moving));
      }
    },
    START_SENT {
      @Override
      boolean reached(LiveView view, Set<String> moving) {
        return view.work().stream().anyMatch(work -> moved(work, moving) && work.runs());
      }
    };

    abstract boolean reached(LiveView view, Set<String> moving);

    private static boolean moved(Work work, Set<String> moving) {
      return moving.contains(work.uid()) && !onCut(work);
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneCopyIsThereAfterTheLeaderWasKilled(Step step) throws Exception {
    var leader = planes.schedulerLeader();
    var pid = operator.pid(leader.scheduler());
    var view = LiveView.follow(cluster.api());
    try {
      var moving = cutOff(view);
      view.await(LIMIT, step.name(), v -> step.reached(v, moving));
      new Saboteur(cluster).killPid(pid);
      tell("killed", step, view, moving);
      awaitMoved(view);
      operator.start(leader.scheduler());
    } finally {
      comeBack(view);
    }
    assertThatEachHasOneCopy();
  }

  @ParameterizedTest
  @EnumSource
  void oneCopyIsThereAfterTheLeaderWasStoppedBeyondItsLease(Step step) throws Exception {
    var leader = planes.schedulerLeader();
    var pid = operator.pid(leader.scheduler());
    var view = LiveView.follow(cluster.api());
    try {
      var moving = cutOff(view);
      view.await(LIMIT, step.name(), v -> step.reached(v, moving));
      Saboteur.stop(pid);
      try {
        tell("stopped", step, view, moving);
        awaitOther(leader);
      } finally {
        Saboteur.resume(pid);
      }
      awaitMoved(view);
    } finally {
      comeBack(view);
    }
    awaitSteppedDown(leader);
    assertThatEachHasOneCopy();
  }

  /// Its apiserver is stopped with it, so that what it wrote last arrives when another leads.
  @Test
  void whatAnOldLeaderWroteIsRefusedWhenItComesLate() throws Exception {
    var leader = planes.schedulerLeader();
    var scheduler = operator.pid(leader.scheduler());
    var apiserver = operator.pid(leader.apiserver());
    var others = cluster.servers().stream().filter(s -> s.getPort() != leader.api()).toList();
    var refused = planes.refusedTerms(leader);
    var api = cluster.api(others);
    var view = LiveView.follow(api);
    try {
      view.await(LIMIT, "all run", SchedulerLossIT::allRun);
      Saboteur.stop(apiserver);
      try {
        cutOff(view);
        Steadily.during(LOSS_IS_DUE)
            .holds(
                "nobody is lost, since the leader's apiserver is stopped",
                () -> view.places().stream().noneMatch(p -> p.in(Member.State.LOST)));
        Saboteur.stop(scheduler);
        awaitOther(leader);
        awaitMoved(view);
      } finally {
        Saboteur.resume(apiserver);
      }
      var bound = bindings(view);
      Eventually.within(LIMIT)
          .until("a late write is refused", () -> planes.refusedTerms(leader) > refused);
      Saboteur.resume(scheduler);
      awaitSteppedDown(leader);
      assertThat(bindings(view)).isEqualTo(bound);
      System.out.println(
          "scheduler: of a leader that was stopped for too long, writes answered 412: "
              + (planes.refusedTerms(leader) - refused));
    } finally {
      Saboteur.resume(scheduler);
      comeBack(view);
      api.close();
    }
    assertThatEachHasOneCopy();
  }

  /// @return the uids of what is on the nodes that are cut off from here on
  private static Set<String> cutOff(LiveView view) throws InterruptedException {
    view.await(LIMIT, "all run", SchedulerLossIT::allRun);
    var moving =
        view.work().stream()
            .filter(SchedulerLossIT::onCut)
            .map(Work::uid)
            .collect(Collectors.toSet());
    assertThat(moving).as("on nodes that are cut off").isNotEmpty();
    Saboteur.stop(cut.pid());
    return moving;
  }

  /// Lets the nodes go on, and follows them until they are members.
  private static void comeBack(LiveView view) throws InterruptedException {
    Saboteur.resume(cut.pid());
    view.await(LIMIT, "they are members again", SchedulerLossIT::allMembers);
    view.end();
  }

  private static void awaitMoved(LiveView view) throws InterruptedException {
    view.await(
        LIMIT,
        "all run elsewhere",
        v -> allRun(v) && v.work().stream().noneMatch(SchedulerLossIT::onCut));
  }

  private static void awaitOther(Plane leader) throws InterruptedException {
    Eventually.within(LIMIT)
        .until("another scheduler leads", () -> !planes.schedulerLeader().equals(leader));
  }

  /// What its log says last of the election.
  private static void awaitSteppedDown(Plane plane) throws InterruptedException {
    Eventually.within(LIMIT)
        .until(
            plane.scheduler() + " has stepped down",
            () ->
                Files.readAllLines(cluster.log(plane.scheduler())).stream()
                    .filter(line -> line.contains("election=scheduler"))
                    .reduce((_, last) -> last)
                    .filter(line -> line.contains("stepped down"))
                    .isPresent());
  }

  private static void tell(String what, Step step, LiveView view, Set<String> moving) {
    var work = view.work().stream().filter(w -> moving.contains(w.uid())).toList();
    System.out.printf(
        "scheduler: %s at %s: of %d to move %d are bound again, %d run%n",
        what,
        step,
        moving.size(),
        work.stream().filter(w -> !onCut(w)).count(),
        work.stream().filter(w -> !onCut(w) && w.runs()).count());
  }

  private static boolean onCut(Work work) {
    return cut.names().contains(work.node());
  }

  private static boolean allRun(LiveView view) {
    return view.work().stream().filter(Work::runs).count() == INSTANCES;
  }

  private static boolean allMembers(LiveView view) {
    Predicate<LiveView.Place> member = place -> place.in(Member.State.MEMBER);
    return view.places().stream().filter(member).count() == STAYING + CUT;
  }

  private static Map<String, String> bindings(LiveView view) {
    return view.work().stream()
        .collect(Collectors.toMap(Work::uid, work -> work.node() + " " + work.epoch()));
  }

  /// As the nodes wrote it down: of each instance one copy is left, where it is bound, and no epoch
  /// was started twice.
  private static void assertThatEachHasOneCopy() throws Exception {
    var view = LiveView.follow(cluster.api());
    try {
      view.await(LIMIT, "all run", SchedulerLossIT::allRun);
      var bound = view.work().stream().collect(Collectors.toMap(Work::uid, w -> List.of(w.node())));
      Eventually.within(LIMIT)
          .untilAsserted(() -> assertThat(copies(bound.keySet())).isEqualTo(bound));
    } finally {
      view.end();
    }
    var starts =
        history.acts().stream()
            .filter(act -> act.deed() == Deed.STARTED)
            .map(act -> act.uid() + " at epoch " + act.epoch())
            .toList();
    assertThat(starts).doesNotHaveDuplicates();
    history.assertGood();
  }

  /// Uid to the nodes that started it and have not ended it since.
  private static Map<String, List<String>> copies(Set<String> uids) throws IOException {
    var last = new HashMap<String, Map<String, Act>>();
    for (var act : history.acts()) {
      if (uids.contains(act.uid())) {
        last.computeIfAbsent(act.uid(), _ -> new HashMap<>()).put(act.node(), act);
      }
    }
    return last.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    entry.getValue().values().stream()
                        .filter(act -> act.deed() != Deed.ENDED)
                        .map(Act::node)
                        .sorted(Comparator.naturalOrder())
                        .toList()));
  }
}
