package io.ciao.apiserver.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.trace.TraceStep;
import io.ciao.apiserver.metrics.Metrics;
import io.ciao.testkit.Eventually;
import io.ciao.testkit.OtlpCollector;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class SpanSenderTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int STEPS = TraceStep.values().length;

  private final Metrics metrics = new Metrics();

  /// A collector that takes nothing until it is let.
  private static final class Slow implements SpanExporter {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch let = new CountDownLatch(1);
    final List<Integer> batches = new CopyOnWriteArrayList<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      batches.add(spans.size());
      asked.countDown();
      try {
        let.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return CompletableResultCode.ofFailure();
      }
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private String count(String result) {
    var prefix = "ciao_trace_spans_total{result=\"" + result + "\"} ";
    return metrics
        .text()
        .lines()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .findFirst()
        .orElse("0");
  }

  @Test
  void whatFindsTheQueueFullIsDroppedAndCountedAndNobodyWaits() throws Exception {
    var slow = new Slow();
    try (var sender = new SpanSender(slow, "slow", metrics)) {
      sender.accept(StartSpansTest.started("first"));
      slow.asked.await();
      for (int i = 0; i < 1_024 + 3; i++) {
        sender.accept(StartSpansTest.started("i" + i));
      }

      assertThat(count("dropped")).isEqualTo(Integer.toString(3 * STEPS));
      slow.let.countDown();
      Eventually.within(SOON)
          .untilAsserted(
              () -> assertThat(count("sent")).isEqualTo(Integer.toString(1_025 * STEPS)));
    }
    assertThat(slow.batches).allMatch(size -> size <= 512);
  }

  @Test
  void sendsByOtlpWhatACollectorUnderstands() throws Exception {
    try (var collector = OtlpCollector.start()) {
      try (var sender = SpanSender.to(URI.create(collector.endpoint() + "/v1/traces"), metrics)) {
        sender.accept(StartSpansTest.started("web"));
        Eventually.within(SOON).untilAsserted(() -> assertThat(collector.spans()).hasSize(STEPS));
      }
      var sent = StartSpans.of(StartSpansTest.started("web"));
      assertThat(collector.spans())
          .extracting(OtlpCollector.Span::spanId)
          .containsExactlyInAnyOrderElementsOf(sent.stream().map(SpanData::getSpanId).toList());
      assertThat(collector.spans())
          .filteredOn(span -> span.name().equals("launch"))
          .singleElement()
          .satisfies(
              span -> {
                assertThat(span.resource())
                    .containsEntry("service.name", "ciao-launcher-agent")
                    .containsEntry("host.name", "cn1");
                assertThat(span.attributes())
                    .containsEntry("ciao.instance", "web")
                    .containsEntry("ciao.epoch", "640");
                assertThat(span.endNanos() - span.startNanos()).isEqualTo(1_000_000);
              });
    }
  }

  @Test
  void aCollectorThatIsAwayCostsTheSpansAndNothingElse() throws Exception {
    URI nobody;
    try (var gone = OtlpCollector.start()) {
      nobody = URI.create(gone.endpoint() + "/v1/traces");
    }
    try (var sender = SpanSender.to(nobody, metrics)) {
      sender.accept(StartSpansTest.started("web"));

      Eventually.within(SOON)
          .untilAsserted(() -> assertThat(count("failed")).isEqualTo(Integer.toString(STEPS)));
    }
  }
}
