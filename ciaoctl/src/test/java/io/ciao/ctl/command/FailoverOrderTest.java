package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.instance.Instance;
import io.ciao.api.node.Node;
import io.ciao.ctl.command.FailoverOrder.Needless;
import io.ciao.ctl.command.FailoverOrder.NodeSeen;
import io.ciao.ctl.command.FailoverOrder.Possible;
import io.ciao.ctl.command.FailoverOrder.Refused;
import io.ciao.ctl.command.FailoverOrder.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailoverOrderTest {
  private static final NodeSeen LOST =
      new NodeSeen(
          true,
          Optional.of(
              record(
                  "metadata: {name: cn1}\nstatus: {member: {state: Lost, incarnation: 7}}",
                  Node.class)));

  private static <T> T record(String yaml, Class<T> type) {
    return Json.toRecord(ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)), type);
  }

  private static Instance instance(String metadata, String reason) {
    return record(
        """
        metadata: {name: web%s}
        status:
          binding: {nodeName: cn1, nodeUID: n, epoch: 42}
          conditions:
          - {type: NodeAvailable, status: "False", reason: "%s", message: it is so}
        """
            .formatted(metadata, reason),
        Instance.class);
  }

  private static Verdict judge(String reason, NodeSeen seen) {
    return FailoverOrder.judge(instance("", reason), seen);
  }

  private static String why(Verdict verdict) {
    return ((Refused) verdict).why();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FailoverPolicyStay", "PinnedToLostNode", "Stopped"})
  void whatStaysMayBeGivenUpAtThePresentEpoch(String reason) {
    for (var seen : new NodeSeen[] {LOST, NodeSeen.HIDDEN}) {
      assertThat(judge(reason, seen))
          .isInstanceOfSatisfying(
              Possible.class,
              possible -> {
                assertThat(possible.epoch()).isEqualTo(42);
                assertThat(possible.warning()).startsWith("instance/web: it is so");
              });
    }
  }

  @Test
  void lossCountsBeforeTheSchedulerHasSaidWhatStays() {
    assertThat(judge("", LOST))
        .isInstanceOfSatisfying(
            Possible.class,
            possible ->
                assertThat(possible.warning()).startsWith("instance/web: node cn1 is lost"));
  }

  @ParameterizedTest
  @CsvSource({"NodeUnknown, is silent", "'', nothing says that its node cn1 is lost"})
  void whoSeesNoNodesGoesByWhatIsSaidOfTheInstance(String reason, String why) {
    assertThat(why(judge(reason, NodeSeen.HIDDEN))).contains(why);
  }

  @Test
  void nodeThatIsGoneIsNotLost() {
    assertThat(why(judge("FailoverPolicyStay", new NodeSeen(true, Optional.empty()))))
        .contains("cn1 does not exist any more");
  }

  @Test
  void nothingIsOrderedOfWhatMovesAnyway() {
    assertThat(judge("NodeLost", LOST)).isInstanceOf(Needless.class);
    assertThat(judge("NodeLost", NodeSeen.HIDDEN)).isInstanceOf(Needless.class);
  }

  @ParameterizedTest
  @CsvSource({"42, true", "41, false"})
  void sameOrderIsNotGivenTwiceButAnOldOneIsNone(String epoch, boolean given) {
    var metadata = ", annotations: {ciao.io/failover-epoch: \"" + epoch + "\"}";

    assertThat(FailoverOrder.judge(instance(metadata, "Stopped"), LOST))
        .isInstanceOf(given ? Needless.class : Possible.class);
  }

  @Test
  void onlyWhatHasANodeAndIsToStayIsGivenUp() {
    var unbound = record("metadata: {name: web}", Instance.class);
    assertThat(why(FailoverOrder.judge(unbound, NodeSeen.HIDDEN))).contains("has no node");

    var deleted = instance(", deletionTimestamp: \"2026-01-01T00:00:00Z\"", "Stopped");
    assertThat(why(FailoverOrder.judge(deleted, LOST))).contains("is being deleted");
  }
}
