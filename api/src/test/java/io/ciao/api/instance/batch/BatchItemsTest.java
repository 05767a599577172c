package io.ciao.api.instance.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.SshEndpoint;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.api.meta.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class BatchItemsTest {
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00.000123Z");
  private static final InstanceRef WEB = new InstanceRef("team", "web", "u1");
  private static final CopyReport RUNS =
      new CopyReport(
          new ReportVersion(640, 7, 3),
          new CopyFacts(2L, "Running", null, "it runs", true, "2026-11-21T10:00:00Z", null, null),
          TraceMarks.NONE.with(TraceMark.SENT, AT).with(TraceMark.LAUNCHED, AT.plusMillis(7)));

  private static void comesBack(BatchItem item, Function<ItemFields, BatchItem> reader) {
    assertThat(reader.apply(new ItemFields(item.toTree(), "item"))).isEqualTo(item);
  }

  @Test
  void whatOneSideWritesTheOtherReads() {
    var network =
        new InstanceNetwork(
            "172.16.0.0/24", "c", "172.16.0.2", "fd00::ac10:2", "02:00:00:00:00:01", 33);
    comesBack(
        new BindItem(
            WEB,
            3,
            "n1",
            "n1-uid",
            "w/1",
            network,
            new SshEndpoint("h", 22),
            new LostNode("n0", 17),
            TraceMarks.NONE.with(TraceMark.SEEN, AT)),
        BindItem::read);
    comesBack(
        new BindItem(WEB, 3, "n1", "n1-uid", null, null, null, null, TraceMarks.NONE),
        BindItem::read);
    comesBack(new UnbindItem(WEB, 640), UnbindItem::read);
    comesBack(new UnbindItem(WEB, 640, "for another"), UnbindItem::read);
    comesBack(new UnbindItem(WEB, 640, null, new LostNode("n1", 7)), UnbindItem::read);
    comesBack(new CheckItem(WEB, 640), CheckItem::read);
    var attached = Condition.of("NetworkAttached", "True", "Attached", "").observing(2);
    comesBack(new StatusItem(WEB, "n1", RUNS, List.of(attached)), StatusItem::read);
    var frame = new FrameReport(WEB, RUNS);
    assertThat(FrameReport.read(frame.toTree())).isEqualTo(frame);
    var answer = new ItemAnswer("u1", 409, "AddressTaken", "it has another", 7, 640);
    assertThat(ItemAnswer.read(answer.toTree())).isEqualTo(answer);
    var verdict = new CheckAnswer("u1", CheckVerdict.SUPERSEDED);
    assertThat(CheckAnswer.read(verdict.toTree())).isEqualTo(verdict);
  }

  @Test
  void whatIsWrongIsNamedWithItsPath() {
    var tree = new StatusItem(WEB, "n1", RUNS, List.of()).toTree();
    ((ObjectNode) tree.path("report")).put("seq", "three");
    var body = Json.object();
    body.putArray("items").add(tree);

    assertThatThrownBy(() -> ItemFields.each(body, BatchVerb.STATUS, StatusItem::read))
        .isInstanceOf(MalformedItemException.class)
        .hasMessage("items[0].report.seq: a whole number is needed");
    tree.put("name", "a/b");
    assertThatThrownBy(() -> ItemFields.each(body, BatchVerb.STATUS, StatusItem::read))
        .hasMessage("items[0].name: a name without \"/\" is needed");
  }

  @Test
  void aTraceThatIsNotUnderstoodIsNoneAndNothingIsRefused() {
    var tree = new StatusItem(WEB, "n1", RUNS, List.of()).toTree();
    var report = (ObjectNode) tree.path("report");
    report
        .putObject("trace")
        .put("sentAt", "yesterday")
        .put("launchedAt", AT.toString())
        .put("x", 1);

    assertThat(readReport(tree).trace()).isEqualTo(TraceMarks.NONE.with(TraceMark.LAUNCHED, AT));
    report.put("trace", "here");
    assertThat(readReport(tree).trace()).isEqualTo(TraceMarks.NONE);
  }

  private static CopyReport readReport(ObjectNode item) {
    return Objects.requireNonNull(StatusItem.read(new ItemFields(item, "item")).report());
  }

  @Test
  void moreItemsThanARequestTakesAreRefused() {
    var body = Json.object();
    var items = body.putArray("items");
    for (int i = 0; i < BatchVerb.BIND.itemsMax(); i++) {
      items.add(new UnbindItem(WEB, 1).toTree());
    }
    assertThat(ItemFields.each(body, BatchVerb.UNBIND, UnbindItem::read)).hasSize(256);
    items.add(new UnbindItem(WEB, 1).toTree());

    assertThatThrownBy(() -> ItemFields.each(body, BatchVerb.UNBIND, UnbindItem::read))
        .hasMessage("items: at most 256 in one request, found 257");
  }

  @Test
  void aVerdictThatNobodyKnowsErasesNothing() {
    var tree = Json.object().put("uid", "u1").put("answer", "Forgotten");

    assertThat(CheckAnswer.read(tree).verdict()).isEqualTo(CheckVerdict.UNREADABLE);
  }

  @Test
  void newestIsByEpochThenIncarnationThenSeq() {
    assertThat(new ReportVersion(2, 1, 1).isNewerThan(new ReportVersion(1, 9, 9))).isTrue();
    assertThat(new ReportVersion(1, 2, 1).isNewerThan(new ReportVersion(1, 1, 9))).isTrue();
    assertThat(new ReportVersion(1, 1, 2).isNewerThan(new ReportVersion(1, 1, 1))).isTrue();
    assertThat(new ReportVersion(1, 1, 1).isNewerThan(new ReportVersion(1, 1, 1))).isFalse();
    assertThat(new ReportVersion(1, 9, 9).isNewerThan(new ReportVersion(2, 1, 1))).isFalse();
    assertThat(new ReportVersion(0, 0, 0).isNewerThan(ReportVersion.of(Json.object()))).isTrue();
  }

  @Test
  void someRefusalsHoldOnEveryNode() {
    assertThat(ItemAnswer.refused("u", 403, "QuotaExceeded", "").isForbidden()).isTrue();
    assertThat(ItemAnswer.refused("u", 409, "AddressTaken", "").isForbidden()).isFalse();
    assertThat(ItemAnswer.refused("u", 410, "Gone", "").isGone()).isTrue();
    assertThat(ItemAnswer.refused("u", 404, "NotFound", "").isGone()).isTrue();
  }
}
