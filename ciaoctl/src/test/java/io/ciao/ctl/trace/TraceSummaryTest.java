package io.ciao.ctl.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.trace.TraceIds;
import io.ciao.api.instance.trace.TraceMark;
import io.ciao.api.instance.trace.TraceMarks;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TraceSummaryTest {
  private static final Instant BEGIN = Instant.parse("2026-11-21T10:00:00Z");

  /// One that was launched so many ms after all was made, and ran at once.
  private static ObjectNode started(String name, long launchMillis) {
    var marks =
        TraceMarks.NONE
            .with(TraceMark.REQUESTED, BEGIN)
            .with(TraceMark.PREPARED, BEGIN.plusMillis(100))
            .with(TraceMark.LAUNCHED, BEGIN.plusMillis(100 + launchMillis))
            .with(TraceMark.RUNNING, BEGIN.plusMillis(100 + launchMillis));
    return instance(name, marks);
  }

  private static ObjectNode instance(String name, TraceMarks marks) {
    var instance = Json.object();
    instance.putObject("metadata").put("name", name);
    marks.writeTo(instance.putObject("status").putObject("trace"));
    return instance;
  }

  private static List<String> printed(TraceSummary summary) {
    var bytes = new ByteArrayOutputStream();
    summary.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(l -> l.replaceAll("  +", "|"))
        .toList();
  }

  @Test
  void tellsMeanAndDeviationOfEachStepThatIsKnown() {
    var summary =
        new TraceSummary(
            "team", "shop", List.of(started("a", 10), started("b", 20), started("c", 60)));

    assertThat(printed(summary))
        .containsExactly(
            "trace shop in tenant team: 3 instances, 3 started, 160.0 ms in all",
            "OpenTelemetry trace " + TraceIds.trace("team", "shop"),
            "",
            "STEP|COUNT|MEAN|DEVIATION|MIN|MAX",
            "launch|3|30.0 ms|21.6 ms|10.0 ms|60.0 ms",
            "total|3|130.0 ms|21.6 ms|110.0 ms|160.0 ms");
  }

  @Test
  void namesWhatHasNotStarted() {
    var waiting = IntStream.range(0, 7).mapToObj(i -> instance("w" + i, TraceMarks.NONE)).toList();

    assertThat(printed(new TraceSummary("team", "shop", waiting)))
        .startsWith("trace shop in tenant team: 7 instances, 0 started")
        .endsWith(
            "not started yet: w0, w1, w2, w3, w4 and 2 more; what it waits for: ciaoctl why"
                + " instance/w0");
  }

  @Test
  void programsGetSeconds() {
    var tree =
        new TraceSummary("team", "shop", List.of(started("a", 10), started("b", 30))).toTree();

    assertThat(tree.path("instances").asInt()).isEqualTo(2);
    assertThat(tree.path("elapsedSeconds").asDouble()).isEqualTo(0.13);
    var launch = tree.path("steps").get(0);
    assertThat(launch.path("step").asText()).isEqualTo("launch");
    assertThat(launch.path("count").asInt()).isEqualTo(2);
    assertThat(launch.path("meanSeconds").asDouble()).isEqualTo(0.02);
    assertThat(launch.path("deviationSeconds").asDouble()).isEqualTo(0.01);
    assertThat(launch.path("minSeconds").asDouble()).isEqualTo(0.01);
    assertThat(launch.path("maxSeconds").asDouble()).isEqualTo(0.03);
  }

  @Test
  void longTimesAreInSeconds() {
    assertThat(StepFigures.text(9.9994)).isEqualTo("9999.4 ms");
    assertThat(StepFigures.text(12.34)).isEqualTo("12.3 s");
    assertThat(StepFigures.text(-0.0021)).isEqualTo("-2.1 ms");
  }
}
