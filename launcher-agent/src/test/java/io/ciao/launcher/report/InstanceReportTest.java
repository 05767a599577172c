package io.ciao.launcher.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.instance.batch.CopyFacts;
import io.ciao.api.instance.batch.CopyReport;
import io.ciao.api.instance.batch.FrameReport;
import io.ciao.api.instance.batch.ReportVersion;
import io.ciao.api.instance.batch.StatusItem;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.launcher.driver.Ending;
import io.ciao.launcher.ledger.InstanceName;
import io.ciao.launcher.report.InstanceReport.Occasion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceReportTest {
  private static final InstanceName WEB = new InstanceName("u", "t1", "web");
  private static final ReportVersion VERSION = new ReportVersion(7, 2, 41);
  private static final Instant STARTED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Facts BARE = Facts.of(3, InstanceState.Exited);
  private static final Facts FULL =
      BARE.because("Exited", "it ended by itself")
          .plugged(true)
          .started(STARTED)
          .ended(new Ending(STARTED.plusSeconds(5), 137, "killed"));
  private static final TraceMarks TRACE = TraceMarks.NONE.with(TraceMark.LAUNCHED, STARTED);
  private static final String SHOWN =
      """
      {"node": "n1", "epoch": 7, "incarnation": 2, "seq": 40, "generation": 3, "state": "Exited",
       "reason": "Exited", "message": "it ended by itself", "interfacePlugged": true,
       "startedAt": "2026-01-01T00:00:00Z", "finishedAt": "2026-01-01T00:00:05Z", "exitCode": 137}
      """;

  @Test
  void framesAndBatchesCarryTheSameFacts() {
    var facts =
        new CopyFacts(
            3L,
            "Exited",
            "Exited",
            "it ended by itself",
            true,
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:05Z",
            137L);
    var sent = new CopyReport(VERSION, facts, TRACE);

    assertThat(report(FULL).apiItem()).isEqualTo(new StatusItem(WEB.ref(), null, sent, List.of()));
    assertThat(FrameReport.read(report(FULL).frameItem()))
        .isEqualTo(new FrameReport(WEB.ref(), sent));
  }

  @Test
  void whatIsEmptyOrNeverHappenedIsLeftOut() {
    var machine = BARE.ended(new Ending(STARTED, null, "the guest shut down"));

    assertThat(facts(BARE))
        .isEqualTo(new CopyFacts(3L, "Exited", null, null, false, null, null, null));
    assertThat(facts(machine))
        .isEqualTo(
            new CopyFacts(3L, "Exited", null, null, false, null, "2026-01-01T00:00:00Z", null));
  }

  @ParameterizedTest
  @ValueSource(ints = {8_191, 8_192, 8_193, 20_000})
  void messageIsCutToWhatTheApiTakes(int length) {
    var said = "x".repeat(length);

    var sent = facts(BARE.because("LaunchFailure", said)).message();

    assertThat(sent).hasSize(Math.min(length, 8_192));
    assertThat(sent.endsWith("…")).isEqualTo(length > 8_192);
  }

  /// A report that the API shows already is not sent; one that clears a field is.
  @Test
  void saysTheSameOnlyWhereEveryFactIsTheSame() {
    assertThat(report(FULL).saysSameAs(json(SHOWN))).isTrue();
    for (var field : Json.toTree(facts(FULL)).properties()) {
      var lacks = json(SHOWN);
      lacks.remove(field.getKey());
      assertThat(report(FULL).saysSameAs(lacks)).as("shown without %s", field).isFalse();
    }
    for (var less :
        new Facts[] {
          FULL.because("Exited", ""),
          FULL.because("", "it ended by itself"),
          FULL.plugged(false),
          FULL.started(null),
          FULL.ended(null),
          FULL.ended(new Ending(STARTED.plusSeconds(5), null, "killed"))
        }) {
      assertThat(report(less).saysSameAs(json(SHOWN))).as("%s", less).isFalse();
    }
  }

  @Test
  void sameFactsOfAnotherEpochOrLifeOfTheNodeAreOthers() {
    assertThat(report(FULL).saysSameAs(json(SHOWN).put("epoch", 6))).isFalse();
    assertThat(report(FULL).saysSameAs(json(SHOWN).put("incarnation", 1))).isFalse();
    assertThat(report(FULL).saysSameAs(json(SHOWN).put("seq", 90))).isTrue();
  }

  private static InstanceReport report(Facts facts) {
    return new InstanceReport(WEB, VERSION, facts, Occasion.CHANGE, TRACE);
  }

  private static CopyFacts facts(Facts said) {
    return report(said).apiItem().report().facts();
  }

  private static ObjectNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
