package io.ciao.scheduler.figures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ciao.api.usage.Amounts;
import io.ciao.api.usage.InstanceUsage;
import io.ciao.api.usage.NodeUsage;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;
import io.ciao.ssntp.frame.Status;
import io.ciao.ssntp.payload.InstanceStats;
import io.ciao.ssntp.payload.NodeFigures;
import io.ciao.ssntp.payload.ReportsExtension;
import io.ciao.ssntp.payload.Stats;
import io.ciao.ssntp.payload.UsageExtension;
import io.ciao.testkit.ManualClock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NodeBoardTest {
  private static final String UID = "01234567-0000-0000-0000-000000000001";
  private static final String OTHER = "89abcdef-0000-0000-0000-000000000002";
  private static final String CONTROLLER = "fedcba98-0000-0000-0000-000000000003";
  private static final NodeFigures FIGURES = new NodeFigures(4096, 1024, 90_000, 60_000, 3, 2);
  private static final long MIB = 1 << 20;

  private final ManualClock clock = ManualClock.atStart();
  private final NodeBoard board = new NodeBoard(clock.nanos());

  private static Stats stats(@Nullable ReportsExtension ciao, InstanceStats... instances) {
    return new Stats(UID, "READY", "h", FIGURES, List.of(), List.of(instances), ciao);
  }

  private static InstanceStats instance(String uid, int memory, int disk) {
    return new InstanceStats(uid, "active", InstanceStats.Ssh.NONE, memory, disk, -1, List.of());
  }

  private List<NodeUsage> items() {
    return UsageFeed.items(board, clock.nanos().getAsLong());
  }

  private void join(String uid, String name, Role... roles) {
    board.connected(uid, name, Roles.of(roles));
  }

  @Test
  void whatIsUsedGetsOlderUntilItIsToldAgain() {
    join(UID, "n1", Role.AGENT);
    assertThat(items()).as("nothing was told yet").isEmpty();

    var cpu = new UsageExtension(OptionalLong.of(250), Map.of("a", 70L));
    var told = new ReportsExtension(List.of(), cpu.more());
    board.stats(UID, stats(told, instance("a", 100, -1), instance("b", -1, -1)));
    clock.advance(Duration.ofSeconds(7));

    var expected =
        new NodeUsage(
            "n1",
            7_000,
            new Amounts(250L, 3072 * MIB, 30_000 * MIB),
            new Amounts(2_000L, 4096 * MIB, 90_000 * MIB),
            3L,
            List.of(
                new InstanceUsage("a", new Amounts(70L, 100 * MIB, null)),
                new InstanceUsage("b", Amounts.UNKNOWN)));
    assertThat(items()).containsExactly(expected);

    var report = new ReportsExtension(List.of(JsonNodeFactory.instance.objectNode()));
    board.stats(UID, stats(report));
    assertThat(items()).as("a report says nothing of it").containsExactly(expected);

    board.disconnected(UID);
    clock.advance(Duration.ofSeconds(1));
    assertThat(items().getFirst().ageMillis()).isEqualTo(8_000);
    join(UID, "n1", Role.AGENT);
    assertThat(items().getFirst().instances()).hasSize(2);
  }

  @Test
  void anOriginalTellsWhatItHasAndNoProcessorTime() {
    join(UID, "n1", Role.AGENT);
    board.stats(UID, stats(null, instance("a", 5, 6)));

    assertThat(items().getFirst().used()).isEqualTo(new Amounts(null, 3072 * MIB, 30_000 * MIB));
    assertThat(items().getFirst().instances())
        .containsExactly(new InstanceUsage("a", new Amounts(null, 5 * MIB, 6 * MIB)));
  }

  @Test
  void whoIsGoneForAnHourIsForgotten() {
    join(UID, "n1", Role.AGENT);
    join(OTHER, "n2", Role.AGENT);
    board.disconnected(UID);
    assertThat(board.entries()).hasSize(2);

    clock.advance(Duration.ofMinutes(61));
    board.disconnected(OTHER);
    assertThat(board.entries()).isEmpty();
  }

  @Test
  void requestsAreBounded() {
    var many = Collections.nCopies(5_000, new InstanceUsage("u", Amounts.UNKNOWN));
    var big = new NodeUsage("big", 0, null, null, null, many);
    var small = new NodeUsage("small", 0, null, null, null, null);

    assertThat(UsageFeed.batches(List.of(big, big, small)))
        .containsExactly(List.of(big), List.of(big, small));
    assertThat(UsageFeed.batches(Collections.nCopies(300, small)))
        .extracting(List::size)
        .containsExactly(256, 44);
    assertThat(UsageFeed.batches(List.of())).isEmpty();
  }

  private List<String> beat(boolean leads, long count, String... controllers) {
    return Heartbeat.lines(new Heartbeat.Beat(leads, List.of(controllers), board.entries()), count);
  }

  @Test
  void heartbeatShowsWhoIsThereAndHowTheyAre() {
    assertThat(beat(false, 0))
        .containsExactly(
            "Scheduler  Controllers                Compute Nodes  Network Nodes",
            "BACKUP     ** idle / disconnected **");

    join(UID, "n1", Role.AGENT);
    board.figures(UID, FIGURES);
    board.status(UID, Status.FULL);
    join(OTHER, "n2", Role.NET_AGENT);
    assertThat(beat(true, 1, CONTROLLER))
        .containsExactly(
            "MASTER     controller-fedcba98        node-01234567:FULL:1024/4096,disk:60000/90000,3"
                + "  node-89abcdef:CONNECTED:?/?,disk:?/?,?");

    board.disconnected(UID);
    assertThat(beat(true, 2).getFirst())
        .startsWith("MASTER     -no Controller-            -no Compute Nodes-  node-89abcdef");
    assertThat(beat(true, 22)).as("a header").hasSize(2);
  }

  @Test
  void heartbeatCountsWhatItHasNoRoomFor() {
    for (var i = 0; i < 6; i++) {
      join("0000000" + i + "-x", "n" + i, Role.AGENT);
    }
    assertThat(beat(true, 1, CONTROLLER, CONTROLLER, CONTROLLER).getFirst())
        .contains("controller-fedcba98,+1 ")
        .contains("node-00000003:CONNECTED:?/?,disk:?/?,?,+2  -no Network Nodes-");
  }
}
