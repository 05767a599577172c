package io.ciao.apiserver.instance;

import static io.ciao.apiserver.instance.Instances.EPOCH;
import static io.ciao.apiserver.instance.Instances.NOW;
import static io.ciao.apiserver.instance.Instances.condition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.Condition;
import io.ciao.api.node.Member;
import io.ciao.apiserver.node.Membership;
import io.ciao.store.ResourceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StatusRuleTest {
  private static final Membership MEMBER = new Membership(Member.State.MEMBER, 7);

  @Test
  void appliesAReportAndComputesRunning() {
    StatusRule.Outcome outcome =
        StatusRule.decide(Instances.bound(), item(report("n1", EPOCH, 7, 1)), MEMBER, NOW);

    StatusRule.Outcome.Write write = (StatusRule.Outcome.Write) outcome;
    assertThat(write.reported()).isTrue();
    assertThat(condition(write.instance(), "Running").holds()).isTrue();
    assertThat(write.instance().at("/status/observed/seq").asLong()).isEqualTo(1);
    assertThat(write.instance().at("/status/observedGeneration").asLong()).isEqualTo(1);
  }

  @Test
  void ignoresWhatIsNotNewer() {
    ObjectNode tree = Instances.observed("Running");

    assertThat(ignored(tree, report("n1", EPOCH, 7, 10), MEMBER)).contains("newer");
    assertThat(ignored(tree, report("n1", EPOCH, 7, 9), MEMBER)).contains("newer");
    assertThat(ignored(tree, report("n1", EPOCH, 6, 99), MEMBER)).contains("incarnation 6");
  }

  @Test
  void ignoresWhoeverMayNotReport() {
    ObjectNode tree = Instances.bound();

    assertThat(ignored(tree, report("n1", EPOCH - 1, 7, 1), MEMBER)).contains("epoch");
    assertThat(ignored(tree, report("n1", EPOCH + 1, 7, 1), MEMBER)).contains("epoch");
    assertThat(ignored(tree, report("n2", EPOCH, 7, 1), MEMBER)).contains("another node");
    assertThat(ignored(tree, report("n1", EPOCH, 7, 1), null)).contains("no member");
    Membership rejoining = new Membership(Member.State.REJOINING, 7);
    assertThat(ignored(tree, report("n1", EPOCH, 7, 1), rejoining)).contains("Rejoining(7)");
    assertThat(ignored(Instances.created(), report("n1", EPOCH, 7, 1), MEMBER))
        .contains("not bound");
  }

  @Test
  void takesConditionsWithAStaleReport() {
    StatusItem item =
        new StatusItem(
            key(),
            "u1",
            report("n1", EPOCH - 1, 7, 1),
            List.of(Condition.of("NetworkAttached", "True", "Attached", "")));

    StatusRule.Outcome.Write write =
        (StatusRule.Outcome.Write) StatusRule.decide(Instances.bound(), item, MEMBER, NOW);

    assertThat(write.reported()).isFalse();
    assertThat(condition(write.instance(), "NetworkAttached").holds()).isTrue();
    assertThat(write.instance().at("/status/observed").isMissingNode()).isTrue();
  }

  @Test
  void refusesAnotherUid() {
    StatusItem item = new StatusItem(key(), "u2", null, List.of());

    assertThat(StatusRule.decide(Instances.bound(), item, null, NOW))
        .isInstanceOfSatisfying(
            StatusRule.Outcome.Refuse.class, r -> assertThat(r.code()).isEqualTo(410));
  }

  private static String ignored(ObjectNode tree, Report report, @Nullable Membership member) {
    StatusRule.Outcome outcome = StatusRule.decide(tree, item(report), member, NOW);
    return ((StatusRule.Outcome.Ignore) outcome).why();
  }

  private static StatusItem item(Report report) {
    return new StatusItem(key(), "u1", report, List.of());
  }

  private static Report report(String node, long epoch, long incarnation, long seq) {
    ObjectNode facts = Json.object();
    facts.put("state", "Running").put("generation", 1);
    return new Report(node, epoch, incarnation, seq, facts);
  }

  private static ResourceKey key() {
    return new ResourceKey("instances", "team", "web");
  }
}
