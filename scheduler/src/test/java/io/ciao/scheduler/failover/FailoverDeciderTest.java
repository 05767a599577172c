package io.ciao.scheduler.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.config.ClusterReasons;
import io.ciao.api.node.Member;
import io.ciao.scheduler.failover.FailoverAction.DeclareLost;
import io.ciao.scheduler.failover.FailoverSnapshot.NodeSilence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which nodes are lost, and when nobody is.
class FailoverDeciderTest {
  private static final Duration STEADY = Duration.ofSeconds(3);

  private static NodeSilence node(String name, Member.State state, long millis) {
    return new NodeSilence(
        name, new Member(state.word(), 7), Duration.ofMillis(millis), OptionalLong.of(40));
  }

  /// Members that are silent for these times.
  private static List<NodeSilence> members(long... millis) {
    var nodes = new ArrayList<NodeSilence>();
    for (var each : millis) {
      nodes.add(node("n" + nodes.size(), Member.State.MEMBER, each));
    }
    return nodes;
  }

  private static FailoverDecision decide(Duration steady, List<NodeSilence> nodes) {
    return FailoverDecider.decide(
        new FailoverSnapshot(steady, nodes, nodes.size(), 0, null, true, false));
  }

  private static String reason(FailoverDecision decision) {
    var pause = decision.pause();
    return pause == null ? "" : pause.reason();
  }

  @ParameterizedTest
  @CsvSource({"6500, false", "6501, true", "60000, true"})
  void memberIsLostAfterItsDeadlineAndHalfASecond(long millis, boolean lost) {
    var decision = decide(STEADY, members(millis, 0, 0));

    assertThat(decision.losses())
        .isEqualTo(lost ? List.of(new DeclareLost("n0", 7, OptionalLong.of(40))) : List.of());
    assertThat(decision.pause()).isNull();
  }

  @Test
  void whoseKeyIsNotThereIsLostComparingThat() {
    var silent =
        new NodeSilence(
            "silent", new Member("Member", 9), Duration.ofSeconds(7), OptionalLong.empty());

    var decision = decide(STEADY, List.of(silent, node("a", Member.State.MEMBER, 0)));

    assertThat(decision.losses())
        .containsExactly(new DeclareLost("silent", 9, OptionalLong.empty()));
  }

  @ParameterizedTest
  @CsvSource({"REJOINING, 30000, false", "REJOINING, 30001, true", "LOST, 90000, false"})
  void joiningMayTakeThirtySecondsAndTheLostAreLostOnce(
      Member.State state, long millis, boolean lost) {
    var decision = decide(STEADY, List.of(node("n", state, millis)));

    assertThat(decision.losses()).hasSize(lost ? 1 : 0);
    assertThat(decision.pause()).as("a node that joins was not counted on").isNull();
  }

  /// When a network heals.
  @ParameterizedTest
  @CsvSource({"0, 0", "6500, 0", "6501, 2"})
  void whoComesBackLastOfManyHasTimeAgain(long sinceMany, int losses) {
    var nodes = members(20_000, 20_000, 0, 0, 0);

    var decision =
        FailoverDecider.decide(
            new FailoverSnapshot(STEADY, nodes, 5, 0, Duration.ofMillis(sinceMany), true, false));

    assertThat(decision.losses()).hasSize(losses);
    assertThat(reason(decision)).isEqualTo(losses == 0 ? ClusterReasons.MANY_NODES_SILENT : "");
    var lifted =
        FailoverDecider.decide(
            new FailoverSnapshot(STEADY, nodes, 5, 0, Duration.ofMillis(sinceMany), false, false));
    assertThat(lifted.losses()).as("an operator said that they are gone").hasSize(2);
  }

  @Test
  void manyAreAwayOnlyIfOneIsSilentAndTheGuardHolds() {
    assertThat(many(5, 0, true, 9_000, 9_000, 9_000, 0, 0)).isTrue();
    assertThat(many(5, 1, true, 9_000, 9_000, 0, 0)).isTrue();
    assertThat(many(5, 0, true, 9_000, 9_000, 0, 0, 0)).isFalse();
    assertThat(many(5, 0, false, 9_000, 9_000, 9_000, 0, 0)).isFalse();
    assertThat(many(2, 2, true, 0, 0)).isFalse();
  }

  private static boolean many(int before, int lost, boolean guard, long... millis) {
    return FailoverDecider.manyAway(
        new FailoverSnapshot(STEADY, members(millis), before, lost, null, guard, false));
  }

  @Test
  void nobodyIsLostWhileOurOwnRenewalsStayAway() {
    var decision = decide(STEADY.minusMillis(1), members(9_000, 0, 0));

    assertThat(decision.losses()).isEmpty();
    assertThat(reason(decision)).isEqualTo(ClusterReasons.RENEWALS_NOT_SEEN);
    assertThat(decide(Duration.ZERO, members(1_999, 0, 0)).pause()).as("nobody is silent").isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2, 5, 0, true",
    "3, 5, 0, false",
    "2, 4, 0, true",
    "2, 4, 1, false",
    "1, 2, 0, true",
    "1, 1, 0, false"
  })
  void moreThanHalfAtOnceIsNotBelieved(int silent, int before, int lost, boolean believed) {
    var nodes = new ArrayList<>(members(new long[before - lost]));
    for (int i = 0; i < silent; i++) {
      nodes.set(i, node("n" + i, Member.State.MEMBER, 7_000));
    }

    var decision =
        FailoverDecider.decide(
            new FailoverSnapshot(STEADY, nodes, before, lost, null, true, false));

    assertThat(decision.losses()).hasSize(believed ? silent : 0);
    assertThat(reason(decision)).isEqualTo(believed ? "" : ClusterReasons.MANY_NODES_SILENT);
  }

  /// Those that are silent for two seconds count before they are lost: of three that go together
  /// none is lost first.
  @Test
  void suspiciousOnesCountBeforeTheyAreLost() {
    var decision = decide(STEADY, members(6_600, 2_001, 2_001, 0, 0));

    assertThat(decision.losses()).isEmpty();
    assertThat(decision.pause()).isNotNull();
    assertThat(decision.pause().message())
        .startsWith("3 of 5 nodes fell silent within 60 s (n0, n1, n2)");
    assertThat(decide(STEADY, members(6_600, 2_000, 2_000, 0, 0)).losses()).hasSize(1);
  }

  @Test
  void operatorMayGoOnOrPause() {
    var nodes = members(7_000, 7_000, 0);

    var goesOn =
        FailoverDecider.decide(new FailoverSnapshot(STEADY, nodes, 3, 0, null, false, false));
    var paused =
        FailoverDecider.decide(new FailoverSnapshot(STEADY, nodes, 9, 0, null, false, true));

    assertThat(goesOn.losses()).hasSize(2);
    assertThat(paused.losses()).isEmpty();
    assertThat(reason(paused)).isEqualTo(ClusterReasons.PAUSED_BY_OPERATOR);
  }

  @Test
  void pauseNamesAFewOfMany() {
    var decision = decide(STEADY, members(9_000, 9_000, 9_000, 9_000, 9_000, 9_000, 9_000));

    assertThat(decision.pause()).isNotNull();
    assertThat(decision.pause().message()).contains("(n0, n1, n2, n3, n4 and 2 more)");
  }
}
