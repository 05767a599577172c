package io.ciao.scheduler.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.instance.Failover;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.node.Node;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.presence.NodeReadinessAction.SetConditions;
import io.ciao.scheduler.presence.NodeReadinessAction.SetNodeAvailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeReadinessDeciderTest {
  private static final String MEMBER = "member: {state: Member, incarnation: 1}";
  private static final String CAPACITY = "allocatable: {vcpus: 1}";
  private static final String READY =
      "conditions: [{type: Ready, status: \"True\", reason: AgentReady,"
          + " message: its agent is a member and reports}]";
  private static final Duration SHORT = Duration.ofSeconds(30).minusNanos(1);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(30);

  private static Node node(String... status) {
    var yaml = "metadata: {name: n1, uid: uid-n1}\nstatus: {" + String.join(", ", status) + "}";
    return Json.toRecord(ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)), Node.class);
  }

  /// What a decision says, by whom it is about.
  private record Said(Optional<Condition> ready, List<SetNodeAvailable> instances) {}

  private static Said decide(
      Node node, Duration silence, boolean everHeard, TestInstance... bound) {
    var actions =
        NodeReadinessDecider.decide(
                new NodeReadinessSnapshot(
                    node,
                    silence,
                    everHeard,
                    Stream.of(bound).map(TestInstance::build).toList(),
                    NOW))
            .actions();
    return new Said(
        only(actions, SetConditions.class)
            .findFirst()
            .flatMap(set -> Conditions.find(set.conditions(), CommonReasons.READY)),
        only(actions, SetNodeAvailable.class).toList());
  }

  private static final String LOST = "member: {state: Lost, incarnation: 1}";

  private static <T> Stream<T> only(List<NodeReadinessAction> actions, Class<T> type) {
    return actions.stream().filter(type::isInstance).map(type::cast);
  }

  private static @Nullable String ready(Node node, Duration silence, boolean everHeard) {
    return decide(node, silence, everHeard)
        .ready()
        .map(c -> c.status() + " " + c.reason())
        .orElse(null);
  }

  @Test
  void keepsTheOtherConditionsOfTheNode() {
    var node =
        node(
            MEMBER,
            CAPACITY,
            "conditions: [{type: DiskFull, status: \"False\", reason: Enough, message: enough}]");

    var actions =
        NodeReadinessDecider.decide(new NodeReadinessSnapshot(node, SHORT, true, List.of(), NOW))
            .actions();

    assertThat(only(actions, SetConditions.class).findFirst().orElseThrow().conditions())
        .extracting(Condition::type)
        .containsExactlyInAnyOrder("DiskFull", "Ready");
  }

  @Test
  void nodeIsReadyOnceItIsAMemberWasHeardAndHasSaidWhatItHas() {
    assertThat(ready(node(MEMBER, CAPACITY), SHORT, true)).isEqualTo("True AgentReady");
    assertThat(ready(node(CAPACITY), SHORT, true)).isEqualTo("False NotJoined");
    assertThat(ready(node(MEMBER), SHORT, true)).isEqualTo("False NotReported");
    assertThat(ready(node(MEMBER, CAPACITY), SHORT, false)).isEqualTo("False NotReported");
  }

  @Test
  void onlyAMemberIsReady() {
    var rejoining = node("member: {state: Rejoining, incarnation: 1}", CAPACITY, READY);

    assertThat(decide(rejoining, SHORT, true).ready().orElseThrow().message())
        .isEqualTo("its agent is Rejoining, not a member yet");
    assertThat(ready(node(LOST, CAPACITY, READY), SHORT, true)).isEqualTo("False Lost");
  }

  /// Of those that are moved, placement says what they wait for.
  @Test
  void instancesThatStayWithALostNodeSayWhy() {
    var moves = new TestInstance("t1", "a").bind("n1");
    var stays = new TestInstance("t1", "b").bind("n1");
    stays.failover = Failover.STAY;
    var stopped = new TestInstance("t1", "c").bind("n1");
    stopped.running = false;

    var said = decide(node(LOST, CAPACITY, READY), SHORT, true, moves, stays, stopped).instances();

    assertThat(said)
        .extracting(s -> s.condition().status() + " " + s.condition().reason())
        .containsExactly("False FailoverPolicyStay", "False Stopped");
    assertThat(said.getFirst().condition().message())
        .isEqualTo("node n1 is lost; spec.failover.policy is Stay, so it waits for the node");
  }

  @Test
  void silentNodeIsUnknownAfterItsTimeAndNotBefore() {
    assertThat(ready(node(MEMBER, CAPACITY, READY), SHORT, true)).isNull();
    assertThat(ready(node(MEMBER, CAPACITY, READY), LONG, true)).isEqualTo("Unknown NodeSilent");
    assertThat(ready(node(MEMBER, CAPACITY, READY), LONG, false)).isEqualTo("Unknown NodeSilent");
  }

  @Test
  void schedulerThatHasJustStartedLeavesWhatIsThere() {
    assertThat(ready(node(MEMBER, CAPACITY, READY), SHORT, false)).isNull();
    assertThat(ready(node(MEMBER, CAPACITY, READY.replace("\"True\"", "Unknown")), SHORT, false))
        .isNull();
  }

  @Test
  void schedulerThatHasJustStartedTellsInstancesWhatIsKnownOfTheirNode() {
    var bound = new TestInstance("t1", "a").bind("n1");
    var silent = node(MEMBER, CAPACITY, READY.replace("\"True\"", "Unknown"));

    assertThat(decide(silent, SHORT, false, bound).instances())
        .extracting(s -> s.condition().reason())
        .containsExactly("NodeUnknown");
  }

  @Test
  void nothingIsWrittenThatIsThereAlready() {
    assertThat(decide(node(MEMBER, CAPACITY, READY), SHORT, true).ready()).isEmpty();
  }

  @Test
  void instancesOfASilentNodeSaySoAndThoseBeingDeletedSayThatTheyWait() {
    var lives = new TestInstance("t1", "a").bind("n1");
    var goes = new TestInstance("t1", "b").bind("n1");
    goes.deleting = true;

    var said = decide(node(MEMBER, CAPACITY, READY), LONG, true, lives, goes).instances();

    assertThat(said).extracting(s -> s.condition().reason()).containsOnly("NodeUnknown");
    assertThat(said.get(0).condition().message())
        .isEqualTo(
            "node n1 is silent; the instance may run on; this ends when the node is heard again");
    assertThat(said.get(1).condition().message())
        .isEqualTo(
            "node n1 is silent; the instance may run on, and its deletion waits for the node;"
                + " this ends when the node is heard again");
  }

  @Test
  void instancesAreToldOnceAndToldAgainWhenTheNodeIsHeard() {
    var instance = new TestInstance("t1", "a").bind("n1");
    var silent = node(MEMBER, CAPACITY, READY);
    decide(silent, LONG, true, instance).instances().forEach(c -> instance.say(c.condition()));
    assertThat(decide(silent, LONG, true, instance).instances()).isEmpty();

    decide(silent, SHORT, true, instance).instances().forEach(c -> instance.say(c.condition()));

    assertThat(Conditions.find(instance.conditions, InstanceReasons.NODE_AVAILABLE))
        .map(Condition::reason)
        .hasValue("NodeReady");
    assertThat(decide(silent, SHORT, true, instance).instances()).isEmpty();
  }

  @Test
  void instancesOfANodeThatWasNeverSilentAreNotWritten() {
    var instance = new TestInstance("t1", "a").bind("n1");

    assertThat(decide(node(MEMBER, CAPACITY), SHORT, true, instance).instances()).isEmpty();
  }
}
