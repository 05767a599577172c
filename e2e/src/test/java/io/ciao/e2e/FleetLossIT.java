package io.ciao.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.node.Member;
import io.ciao.api.unit.Quantity;
import io.ciao.e2e.actor.Crowd;
import io.ciao.e2e.actor.Saboteur;
import io.ciao.e2e.env.Cluster;
import io.ciao.e2e.env.ClusterHistory;
import io.ciao.e2e.env.ClusterLogs;
import io.ciao.e2e.env.LiveView;
import io.ciao.e2e.env.LiveView.Place;
import io.ciao.e2e.env.LiveView.Work;
import io.ciao.e2e.env.SimulatedFleet;
import io.ciao.testkit.EpochHistory.Act;
import io.ciao.testkit.EpochHistory.Deed;
import io.ciao.testkit.Seeds;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A fifth of many nodes falls silent at once, while the others have just enough room. The nodes
/// are simulated ones: declared fakes that need no machine; all else is as ever.
@Tag("failover")
@Tag("long")
class FleetLossIT {
  private static final int NODES = Seeds.longRun() ? 100 : 10;
  private static final int CUT = NODES / 5;
  private static final int INSTANCES = 10 * NODES;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /// Half of what a new apiserver does is compiling, and this is no test of that.
  private static final Duration SETUP_LIMIT = Duration.ofMinutes(5);

  /// From the cut until all are bound to other nodes.
  private static final Duration BOUND_LIMIT = Duration.ofSeconds(15);

  /// A simulated node has 256 GiB: room for thirteen.
  private static final String MEMORY = "19Gi";

  private static @Nullable Cluster running;
  private static Cluster cluster;
  private static SimulatedFleet cut;
  private static LiveView view;
  private static ClusterHistory history;

  @RegisterExtension final ClusterLogs logs = new ClusterLogs(() -> running);

  @BeforeAll
  static void startCluster() throws Exception {
    var others = Integer.toString(NODES - CUT);
    // So many nodes are worth the second compiler: without it a handshake costs ten times as much.
    cluster = Cluster.prepare("f").with("JAVA_OPTS", "");
    running = cluster;
    cluster.up("--no-network-node", "--nodes", "0", "--simulated", others).succeeded();
    cut = SimulatedFleet.start(cluster, "cut", CUT);
    view = LiveView.follow(cluster.api());
    history = ClusterHistory.follow(cluster);
    view.await(SETUP_LIMIT, "all are members", v -> members(v) == NODES);
    var crowd = new Crowd(cluster.api(), MEMORY);
    crowd.makeReferences();
    crowd.make("i", INSTANCES);
    view.await(SETUP_LIMIT, "all run", FleetLossIT::allRun);
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (view != null) {
      view.end();
    }
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

  private static long members(LiveView view) {
    return view.places().stream().filter(place -> place.in(Member.State.MEMBER)).count();
  }

  private static boolean allRun(LiveView view) {
    return view.work().stream().filter(Work::runs).count() == INSTANCES;
  }

  private static boolean boundToCut(Work work) {
    return cut.names().contains(work.node());
  }

  @Test
  void allInstancesOfAFifthOfTheNodesAreBoundAgain() throws Exception {
    var moving = view.work().stream().filter(FleetLossIT::boundToCut).map(Work::uid).toList();
    assertThat(moving).as("on nodes that are cut off").isNotEmpty();

    var since = System.nanoTime();
    var sinceBoot = ClusterHistory.now();
    Saboteur.stop(cut.pid());
    try {
      view.await(
          LIMIT, "none is bound there", v -> v.work().stream().noneMatch(FleetLossIT::boundToCut));
      view.await(LIMIT, "all run", FleetLossIT::allRun);
      assertThat(tell(since, sinceBoot, moving)).isLessThan(BOUND_LIMIT);
      assertThatNoNodeIsOverCapacity();
    } finally {
      Saboteur.resume(cut.pid());
    }
    view.await(LIMIT, "they are members again", v -> members(v) == NODES);
    assertThat(view.work()).allMatch(Work::runs).noneMatch(FleetLossIT::boundToCut);
    history.assertGood();
  }

  /// Says how long each step took, and returns when the last one was bound.
  private static Duration tell(long since, long sinceBoot, List<String> moving) throws IOException {
    var lost = view.places().stream().filter(p -> p.in(Member.State.LOST)).mapToLong(Place::since);
    var moved = view.work().stream().filter(work -> moving.contains(work.uid())).toList();
    var bound = moved.stream().mapToLong(Work::bound).summaryStatistics();
    var started =
        history.acts().stream()
            .filter(act -> act.deed() == Deed.STARTED && act.at() > sinceBoot)
            .mapToLong(Act::at);
    System.out.printf(
        "fleet: %d of %d nodes cut, %d of %d instances to move; after the cut, in ms: lost %s,"
            + " bound %s, started %s, shown to run %s%n",
        CUT,
        NODES,
        moving.size(),
        INSTANCES,
        span(since, lost),
        span(since, moved.stream().mapToLong(Work::bound)),
        span(sinceBoot, started),
        span(since, moved.stream().mapToLong(Work::ran)));
    return Duration.ofNanos(bound.getMax() - since);
  }

  /// The first and the last of these moments.
  private static String span(long since, LongStream moments) {
    var all = moments.map(at -> (at - since) / 1_000_000).summaryStatistics();
    return all.getMin() + " to " + all.getMax();
  }

  private static void assertThatNoNodeIsOverCapacity() {
    var used = new TreeMap<String, Long>();
    for (var work : view.work()) {
      used.merge(work.node(), Quantity.parse(MEMORY).bytes(), Long::sum);
    }
    for (var place : view.places()) {
      var allocatable = place.node().status().allocatable();
      assertThat(allocatable).isNotNull();
      var name = place.node().metadata().requireName();
      assertThat(used.getOrDefault(name, 0L))
          .as(name)
          .isLessThanOrEqualTo(allocatable.memoryBytes());
    }
  }
}
