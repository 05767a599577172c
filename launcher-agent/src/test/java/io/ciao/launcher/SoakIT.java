package io.ciao.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.launcher.soak.Machine;
import io.ciao.launcher.soak.SoakMemory;
import io.ciao.launcher.soak.Traffic;
import io.ciao.testkit.Eventually;
import io.ciao.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One scheduler's SSNTP server and many agents over TLS, killed, closed and started again at
/// random: 30 of them for 8 s, with `-Dciao.long=true` 500 for ten minutes.
///
/// `-Dciao.seed=N` repeats the choices of a run, though not its moments.
class SoakIT {
  private static final int AGENTS = Seeds.longRun() ? 500 : 30;
  private static final Duration LENGTH =
      Seeds.longRun() ? Duration.ofMinutes(10) : Duration.ofSeconds(8);

  /// How often the scheduler ends meanwhile.
  private static final int SCHEDULER_ENDS = Seeds.longRun() ? 12 : 2;

  /// Of all agents, how many end at a time at most.
  private static final int AT_ONCE_MAX = AGENTS / 50 + 1;

  /// Between two disturbances. What a start costs, its handshakes above all, grows with what ends.
  private static final long STEP_MAX_MILLIS = Seeds.longRun() ? 2_000 : 400;

  /// One in so many agents ends in order, the others are killed.
  private static final int IN_ORDER_ONE_IN = 3;

  private static final Eventually IN_TIME = Eventually.within(Duration.ofSeconds(90));

  private final long seed = Long.getLong("ciao.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final CountDownLatch never = new CountDownLatch(1);
  private final Traffic traffic = new Traffic(AGENTS);
  private final SoakMemory memory = new SoakMemory();
  private final SoakCluster cluster;
  private int agentsKilled;
  private int agentsClosed;
  private int schedulersKilled;
  private int schedulersClosed;

  SoakIT(@TempDir Path disks) throws Exception {
    cluster = new SoakCluster(AGENTS, traffic, disks);
  }

  @AfterEach
  void end() throws Exception {
    cluster.end();
  }

  @Test
  void noFrameIsLostOrReorderedAndNothingStartsTwice() throws Exception {
    cluster.startAll(IN_TIME);
    IN_TIME.until("all are connected", cluster::complete);
    disturb();
    IN_TIME.until("all are connected again", cluster::complete);
    IN_TIME.until("all instances are started", this::allStarted);
    cluster.closeAgents(cluster.machines());
    IN_TIME.untilAsserted(() -> assertThat(traffic.settle()).isNull());

    System.out.println(line());
    assertThat(traffic.wrong()).as("with seed %d", seed).isEmpty();
    assertThat(cluster.machines())
        .allSatisfy(machine -> assertThat(machine.launches().values()).containsOnly(1));
    assertThat(traffic.closedWhole()).isPositive();
    if (Seeds.longRun()) {
      memory.assertFlat();
    }
  }

  private boolean allStarted() {
    return cluster.machines().stream()
        .allMatch(machine -> machine.launches().size() == machine.instances().size());
  }

  private void disturb() throws Exception {
    var begun = System.nanoTime();
    var share = 0.0;
    while (share < 1) {
      pause();
      if (share * (SCHEDULER_ENDS + 1) >= schedulersKilled + schedulersClosed + 1) {
        restartScheduler();
      } else {
        restartAgents();
      }
      traffic.settle();
      share = (System.nanoTime() - begun) / (double) LENGTH.toNanos();
      memory.look(share);
    }
  }

  /// Nobody waits for anything here: the load goes on meanwhile.
  private void pause() throws InterruptedException {
    never.await(random.nextLong(STEP_MAX_MILLIS), TimeUnit.MILLISECONDS);
  }

  private void restartScheduler() throws Exception {
    if (schedulersKilled <= schedulersClosed) {
      schedulersKilled++;
      cluster.killScheduler(random.nextBoolean());
    } else {
      schedulersClosed++;
      cluster.closeScheduler();
    }
    pause();
    cluster.startScheduler();
  }

  private void restartAgents() throws Exception {
    var chosen = chosen();
    if (random.nextInt(IN_ORDER_ONE_IN) == 0) {
      agentsClosed += chosen.size();
      cluster.closeAgents(chosen);
    } else {
      agentsKilled += chosen.size();
      cluster.killAgents(chosen, random.nextBoolean());
    }
    cluster.startAgents(chosen);
  }

  private List<Machine> chosen() {
    var machines = new ArrayList<>(cluster.machines());
    Collections.shuffle(machines, random);
    return machines.subList(0, 1 + random.nextInt(AT_ONCE_MAX));
  }

  private String line() {
    return ("soak: seed %d, %d agents, %d s: %d streams of frames, %d frames came and %d forwarded"
            + " ones; agents killed %d, closed %d; scheduler killed %d, closed %d; closed in"
            + " order and come whole: %d streams; by thirds %s")
        .formatted(
            seed,
            AGENTS,
            LENGTH.toSeconds(),
            traffic.streams(),
            traffic.heard(),
            cluster.forwarded(),
            agentsKilled,
            agentsClosed,
            schedulersKilled,
            schedulersClosed,
            traffic.closedWhole(),
            memory.line());
  }
}
