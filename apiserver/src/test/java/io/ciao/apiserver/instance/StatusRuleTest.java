package io.ciao.apiserver.instance;

import static io.ciao.apiserver.instance.Instances.EPOCH;
import static io.ciao.apiserver.instance.Instances.NOW;
import static io.ciao.apiserver.instance.Instances.condition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.batch.CopyFacts;
import io.ciao.api.instance.batch.CopyReport;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.instance.batch.ReportVersion;
import io.ciao.api.instance.batch.StatusItem;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.api.meta.Condition;
import io.ciao.api.node.Member;
import io.ciao.apiserver.node.Membership;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StatusRuleTest {
  private static final Membership MEMBER = new Membership(Member.State.MEMBER, 7);

  @Test
  void appliesAReportAndComputesRunning() {
    StatusRule.Outcome outcome =
        StatusRule.decide(Instances.bound(), report("n1", EPOCH, 7, 1), MEMBER, NOW);

    StatusRule.Outcome.Write write = (StatusRule.Outcome.Write) outcome;
    assertThat(write.reported()).isTrue();
    assertThat(condition(write.instance(), "Running").holds()).isTrue();
    assertThat(write.instance().at("/status/observed/seq").asLong()).isEqualTo(1);
    assertThat(write.instance().at("/status/observedGeneration").asLong()).isEqualTo(1);
  }

  @Test
  void theReportThatATracedInstanceRunsEndsItsTrace() {
    ObjectNode traced = Instances.bound();
    traced.withObject("/metadata").withObject("/labels").put(Instance.TRACE_LABEL, "shop");

    StatusRule.Outcome.Write write =
        (StatusRule.Outcome.Write)
            StatusRule.decide(traced, report("n1", EPOCH, 7, 1), MEMBER, NOW);

    assertThat(write.instance().at("/status/trace/runningAt").asText()).isEqualTo(NOW.toString());
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
            new InstanceRef("team", "web", "u1"),
            "n1",
            report("n1", EPOCH - 1, 7, 1).report(),
            List.of(Condition.of("NetworkAttached", "True", "Attached", "")));

    StatusRule.Outcome.Write write =
        (StatusRule.Outcome.Write) StatusRule.decide(Instances.bound(), item, MEMBER, NOW);

    assertThat(write.reported()).isFalse();
    assertThat(condition(write.instance(), "NetworkAttached").holds()).isTrue();
    assertThat(write.instance().at("/status/observed").isMissingNode()).isTrue();
  }

  @Test
  void aReportIsTheAgentsAndConditionsAreTheSchedulers() {
    StatusItem conditions =
        new StatusItem(
            new InstanceRef("team", "web", "u1"),
            null,
            null,
            List.of(Condition.of("NetworkAttached", "True", "Attached", "")));

    assertThat(owners(report("n1", EPOCH, 7, 1))).containsExactly("ann", "ciao-agent");
    assertThat(owners(conditions)).containsExactly("ann", "ciao-scheduler");
  }

  /// Who owns fields after an item was applied to an instance of somebody's.
  private static List<String> owners(StatusItem item) {
    ObjectNode instance = InstanceOwnersTest.owned(Instances.bound());
    StatusRule.Outcome.Write write =
        (StatusRule.Outcome.Write) StatusRule.decide(instance, item, MEMBER, NOW);
    return write.instance().at("/metadata/managedFields").findValuesAsText("manager");
  }

  @Test
  void onlyAReportCanBeStale() {
    ObjectNode tree = Instances.observed("Running");
    StatusItem none = new StatusItem(new InstanceRef("team", "web", "u1"), "n1", null, List.of());

    assertThat(StatusRule.isStale(tree, report("n1", EPOCH, 7, 10), MEMBER)).isTrue();
    assertThat(StatusRule.isStale(tree, report("n1", EPOCH, 7, 11), MEMBER)).isFalse();
    assertThat(StatusRule.isStale(tree, none, MEMBER)).isFalse();
  }

  @Test
  void refusesAnotherUid() {
    StatusItem item = new StatusItem(new InstanceRef("team", "web", "u2"), null, null, List.of());

    assertThat(StatusRule.decide(Instances.bound(), item, null, NOW))
        .isInstanceOfSatisfying(
            StatusRule.Outcome.Refuse.class, r -> assertThat(r.code()).isEqualTo(410));
  }

  private static String ignored(ObjectNode tree, StatusItem item, @Nullable Membership member) {
    StatusRule.Outcome outcome = StatusRule.decide(tree, item, member, NOW);
    return ((StatusRule.Outcome.Ignore) outcome).why();
  }

  private static StatusItem report(String node, long epoch, long incarnation, long seq) {
    CopyFacts facts = new CopyFacts(1L, "Running", null, null, null, null, null, null);
    CopyReport report =
        new CopyReport(new ReportVersion(epoch, incarnation, seq), facts, TraceMarks.NONE);
    return new StatusItem(new InstanceRef("team", "web", "u1"), node, report, List.of());
  }
}
