package io.ciao.apiserver.trace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.metrics.Metrics;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the spans of traced starts to a collector, off the way of whoever made them: a bounded
/// queue and one thread. What finds the queue full, or what the collector does not take, is dropped
/// and counted. Safe for many threads.
public final class SpanSender implements Consumer<ObjectNode>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpanSender.class);
  private static final int STARTS_MAX = 1_024;
  private static final int BATCH_SPANS = 512;
  private static final Duration SEND_LIMIT = Duration.ofSeconds(5);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  /// What the exporter would say of a collector that is away, with stack traces; said here once.
  private static final java.util.logging.Logger EXPORTERS =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  private final SpanExporter exporter;
  private final String where;
  private final Metrics.Counter spans;
  private final BlockingQueue<List<SpanData>> waiting = new ArrayBlockingQueue<>(STARTS_MAX);
  private final Thread thread;

  /// Confined to the thread.
  private boolean failing;

  /// Sends by OTLP over HTTP with protobuf.
  ///
  /// @param endpoint with its path: `http://collector:4318/v1/traces`
  public static SpanSender to(URI endpoint, Metrics metrics) {
    EXPORTERS.setLevel(Level.OFF);
    SpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint.toString())
            .setConnectTimeout(SEND_LIMIT)
            .setTimeout(SEND_LIMIT)
            .setRetryPolicy(null)
            .build();
    return new SpanSender(exporter, endpoint.toString(), metrics);
  }

  SpanSender(SpanExporter exporter, String where, Metrics metrics) {
    this.exporter = exporter;
    this.where = where;
    this.spans =
        metrics.counter(
            "ciao_trace_spans_total",
            "Spans of traced starts: sent, dropped for a full queue, or failed to send.",
            "result");
    this.thread = Thread.ofVirtual().name("span-sender").start(this::run);
  }

  /// Takes in a start whose trace has ended; returns at once.
  @Override
  public void accept(ObjectNode instance) {
    List<SpanData> start = StartSpans.of(instance);
    if (!waiting.offer(start)) {
      spans.add(start.size(), "dropped");
    }
  }

  private void run() {
    try {
      while (true) {
        send(waiting.take(), SEND_LIMIT);
      }
    } catch (InterruptedException e) {
      // Only close() interrupts: what is there is still offered.
      List<SpanData> first = waiting.poll();
      if (first != null) {
        send(first, CLOSE_LIMIT);
      }
    }
  }

  private void send(List<SpanData> first, Duration limit) {
    List<SpanData> batch = new ArrayList<>(first);
    for (List<SpanData> next = waiting.peek();
        next != null && batch.size() + next.size() <= BATCH_SPANS;
        next = waiting.peek()) {
      batch.addAll(next);
      waiting.remove();
    }
    boolean sent = exporter.export(batch).join(limit.toMillis(), TimeUnit.MILLISECONDS).isSuccess();
    spans.add(batch.size(), sent ? "sent" : "failed");
    if (!sent && !failing) {
      LOG.warn("spans are not taken, so they are dropped until they are collector={}", where);
    }
    failing = !sent;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(SEND_LIMIT.plus(CLOSE_LIMIT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exporter.shutdown();
  }
}
