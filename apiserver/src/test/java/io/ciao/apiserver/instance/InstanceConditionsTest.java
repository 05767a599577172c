package io.ciao.apiserver.instance;

import static io.ciao.apiserver.instance.Instances.NOW;
import static io.ciao.apiserver.instance.Instances.condition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.meta.Condition;
import io.ciao.apiserver.tree.ObjectTree;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InstanceConditionsTest {
  @Test
  void beginsPendingInEveryCondition() {
    ObjectNode tree = Instances.created();

    assertThat(InstanceConditions.read(tree))
        .extracting(Condition::type, Condition::status, Condition::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("NetworkAttached", "Unknown", "Pending"),
            org.assertj.core.groups.Tuple.tuple("Ready", "False", "Pending"),
            org.assertj.core.groups.Tuple.tuple("Running", "Unknown", "Pending"),
            org.assertj.core.groups.Tuple.tuple("Scheduled", "Unknown", "Pending"));
  }

  @Test
  void isReadyOnlyWhenItRunsAtItsEpochAndIsAttached() {
    ObjectNode tree = Instances.observed("Running");
    assertThat(condition(tree, "Running").holds()).isTrue();
    assertThat(condition(tree, "Ready").holds()).isFalse();
    assertThat(condition(tree, "Ready").reason()).isEqualTo("Pending");

    attach(tree, "True", "Attached");

    assertThat(condition(tree, "Ready").holds()).isTrue();
    assertThat(condition(tree, "Ready").reason()).isEqualTo("Running");
  }

  @ParameterizedTest
  @CsvSource({
    "False, FailoverPolicyStay, FailoverPolicyStay",
    "False, PinnedToLostNode,   PinnedToLostNode",
    "False, NodeLost,           NodeLost",
    "False, Stopped,            Stopped",
    "False, NodeUnknown,        Running",
    "True,  NodeReady,          Running"
  })
  void isNotReadyOnALostNodeThoughItWasReportedToRun(String status, String reason, String ready) {
    ObjectNode tree = Instances.observed("Running");
    attach(tree, "True", "Attached");

    InstanceConditions.put(
        tree, List.of(Condition.of("NodeAvailable", status, reason, "node n1 is so")), NOW);
    InstanceConditions.refresh(tree, NOW);

    assertThat(condition(tree, "Ready").reason()).isEqualTo(ready);
    assertThat(condition(tree, "Ready").holds()).isEqualTo(ready.equals("Running"));
  }

  @Test
  void saysWhereItRunsUnlessTheNodeSaidMore() {
    ObjectNode tree = Instances.observed("Running");
    attach(tree, "True", "Attached");
    assertThat(condition(tree, "Running").message()).isEqualTo("it runs on node n1");
    assertThat(condition(tree, "Ready").message()).isEqualTo("it runs on node n1");

    observed(tree).put("message", "restarted twice");
    InstanceConditions.refresh(tree, NOW);
    assertThat(condition(tree, "Running").message()).isEqualTo("restarted twice");
    assertThat(condition(tree, "Ready").message()).isEqualTo("restarted twice");
  }

  @Test
  void takesAnObservationOfAnotherEpochForNone() {
    ObjectNode tree = Instances.bound();

    Instances.observe(tree, "Running", Instances.EPOCH - 1);

    assertThat(condition(tree, "Running").status()).isEqualTo("Unknown");
  }

  @Test
  void saysTheFirstThingThatIsMissing() {
    ObjectNode unplaced = Instances.created();
    InstanceConditions.put(
        unplaced, List.of(Condition.of("Scheduled", "False", "Unschedulable", "n1: memory")), NOW);
    InstanceConditions.refresh(unplaced, NOW);
    assertThat(condition(unplaced, "Ready").reason()).isEqualTo("Unschedulable");
    assertThat(condition(unplaced, "Ready").message()).isEqualTo("n1: memory");

    ObjectNode failed = Instances.observed("Failed");
    ((ObjectNode) failed.path("status").path("observed"))
        .put("reason", "ImageChecksumMismatch")
        .put("message", "sha256 differs");
    InstanceConditions.refresh(failed, NOW);
    assertThat(condition(failed, "Ready").reason()).isEqualTo("ImageChecksumMismatch");
    assertThat(condition(failed, "Ready").message()).isEqualTo("sha256 differs");

    ObjectNode detached = Instances.observed("Running");
    attach(detached, "False", "WaitingForGateway");
    assertThat(condition(detached, "Ready").reason()).isEqualTo("WaitingForGateway");
  }

  @ParameterizedTest
  @CsvSource({
    "Stopped,  false, Stopped,  stopped as wished",
    "Stopped,  true,  Stopped,  exit status 1",
    "Starting, false, Starting, exit status 1",
    "Failed,   false, Failed,   exit status 1"
  })
  void namesAStopThatWasWished(String state, boolean running, String reason, String message) {
    ObjectNode tree = Instances.observed(state);
    ((ObjectNode) tree.path("spec")).put("running", running);
    observed(tree).put("message", "exit status 1");
    attach(tree, "True", "Attached");

    assertThat(condition(tree, "Ready").reason()).isEqualTo(reason);
    assertThat(condition(tree, "Ready").message()).isEqualTo(message);
    assertThat(condition(tree, "Running").reason()).isEqualTo(state);
  }

  @Test
  void namesADeletionBeforeAllElse() {
    ObjectNode tree = Instances.observed("Running");
    attach(tree, "True", "Attached");
    ObjectTree.metadata(tree).put("deletionTimestamp", "2026-11-21T10:00:00Z");

    InstanceConditions.refresh(tree, NOW);

    assertThat(condition(tree, "Ready").reason()).isEqualTo("Deleting");
    assertThat(condition(tree, "Ready").message()).contains("ciao.io/node");
  }

  @Test
  void doesNotTakeAReasonThatIsNoWord() {
    ObjectNode tree = Instances.observed("Failed");
    ((ObjectNode) tree.path("status").path("observed")).put("reason", "it broke!");

    InstanceConditions.refresh(tree, NOW);

    assertThat(condition(tree, "Running").reason()).isEqualTo("Failed");
  }

  @Test
  void saysWhatIsSoOfTheGenerationThatTheNodeHasActedOn() {
    ObjectNode tree = Instances.observed("Running");
    observed(tree).put("generation", 1);
    attach(tree, "True", "Attached");

    ObjectTree.metadata(tree).put("generation", 2);
    InstanceConditions.refresh(tree, NOW);

    assertThat(condition(tree, "Ready").observedGeneration()).isEqualTo(1);
    assertThat(condition(tree, "Running").observedGeneration()).isEqualTo(1);
    assertThat(condition(tree, "Scheduled").observedGeneration()).isEqualTo(2);
    assertThat(condition(tree, "NetworkAttached").observedGeneration()).isEqualTo(2);

    observed(tree).put("generation", 2);
    InstanceConditions.refresh(tree, NOW);

    assertThat(condition(tree, "Ready").observedGeneration()).isEqualTo(2);
    assertThat(condition(tree, "Running").observedGeneration()).isEqualTo(2);
  }

  @Test
  void changesNothingWhenNothingChanged() {
    ObjectNode tree = Instances.observed("Running");
    ObjectNode before = tree.deepCopy();

    InstanceConditions.refresh(tree, NOW.plus(Duration.ofHours(1)));

    assertThat(tree).isEqualTo(before);
  }

  private static ObjectNode observed(ObjectNode tree) {
    return (ObjectNode) tree.path("status").path("observed");
  }

  private static void attach(ObjectNode tree, String status, String reason) {
    InstanceConditions.put(tree, List.of(Condition.of("NetworkAttached", status, reason, "")), NOW);
    InstanceConditions.refresh(tree, NOW);
  }
}
