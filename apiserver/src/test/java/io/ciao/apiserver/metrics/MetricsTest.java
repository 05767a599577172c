package io.ciao.apiserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.reconcile.PassResult;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  @Test
  void writesPrometheusText() {
    Metrics metrics = new Metrics();
    metrics.counter("b_total", "Counted.", "code", "path").add(2, "200", "a\"b\\c\nd");
    metrics.gauge("a_bytes", "Read.", () -> 1.5);
    metrics.timer("c_seconds", "Timed.").record(3_000_000);

    assertThat(metrics.text().lines())
        .startsWith(
            "# HELP a_bytes Read.",
            "# TYPE a_bytes gauge",
            "a_bytes 1.5",
            "# HELP b_total Counted.",
            "# TYPE b_total counter",
            "b_total{code=\"200\",path=\"a\\\"b\\\\c\\nd\"} 2",
            "# HELP c_seconds Timed.",
            "# TYPE c_seconds histogram",
            "c_seconds_bucket{le=\"0.001\"} 0")
        .contains("c_seconds_bucket{le=\"0.005\"} 1", "c_seconds_bucket{le=\"+Inf\"} 1")
        .endsWith("c_seconds_sum 0.003", "c_seconds_count 1");
  }

  @Test
  void tellsOfPassesWhileTheyRun() {
    Metrics metrics = new Metrics();
    PassFigures figures = new PassFigures(metrics);
    figures.opened("garbage", () -> 3, () -> 1);

    figures.passed("garbage", PassResult.DONE, 3_000_000);
    figures.passed("garbage", new PassResult.Retry("broken"), 1);

    assertThat(metrics.text())
        .contains(
            "ciao_passes_total{pass=\"garbage\",result=\"done\"} 1",
            "ciao_passes_total{pass=\"garbage\",result=\"retry\"} 1",
            "ciao_pass_duration_seconds_sum{pass=\"garbage\"} 0.003000001",
            "ciao_pass_keys_due{pass=\"garbage\"} 3",
            "ciao_pass_keys_failing{pass=\"garbage\"} 1");
    figures.closed("garbage");
    assertThat(metrics.text()).doesNotContain("ciao_pass_keys_due{");
  }

  @Test
  void doesNotGrowWithWhatClientsInvent() {
    Metrics metrics = new Metrics();
    Metrics.Counter counter = metrics.counter("x_total", "Counted.", "what");

    for (int i = 0; i < 10_000; i++) {
      counter.add(1, "value-" + i);
    }

    assertThat(metrics.text().lines().count()).isLessThan(2_010);
    assertThat(metrics.text()).contains("x_total{other=\"true\"} 8000");
  }

  @Test
  void knowsItsProcess() {
    Metrics metrics = new Metrics();
    ProcessFigures.addTo(metrics);

    assertThat(metrics.text()).containsPattern("process_threads [1-9]");
    assertThat(metrics.text()).containsPattern("process_resident_memory_bytes [1-9]");
  }
}
