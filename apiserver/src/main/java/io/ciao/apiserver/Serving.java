package io.ciao.apiserver;

import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.RequestHandler;
import io.ciao.apiserver.health.Health;
import io.ciao.apiserver.http.Connections;
import io.ciao.apiserver.http.HttpsListener;
import io.ciao.apiserver.http.ListenAddress;
import io.ciao.apiserver.http.LoopbackListener;
import io.ciao.apiserver.limit.LimitedHandler;
import io.ciao.apiserver.metrics.MeasuredHandler;
import io.ciao.apiserver.metrics.Metrics;
import io.ciao.apiserver.metrics.ProcessFigures;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.store.EtcdStore;
import io.ciao.store.StoreCounters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What stands between the network and the pipeline: listeners, limits, metrics.
final class Serving implements AutoCloseable {
  private final HttpsListener https;
  private final @Nullable LoopbackListener loopback;

  private Serving(HttpsListener https, @Nullable LoopbackListener loopback) {
    this.https = https;
    this.loopback = loopback;
  }

  /// The metrics of an apiserver's store and process, to which serving adds its own.
  static Metrics metrics(EtcdStore store) {
    Metrics metrics = new Metrics();
    ProcessFigures.addTo(metrics);
    StoreCounters counters = store.counters();
    metrics.total("ciao_store_commits_total", "Transactions committed.", counters::commits);
    metrics.total(
        "ciao_store_unclear_total", "Commits that etcd did not answer clearly.", counters::unclear);
    metrics.total(
        "ciao_store_unknown_total", "Commits whose outcome stayed unknown.", counters::unknown);
    metrics.total("ciao_store_events_total", "Changes applied to the cache.", counters::events);
    metrics.total(
        "ciao_store_relists_total",
        "Times etcd was listed again, history lost.",
        counters::relists);
    metrics.total("ciao_store_watches_total", "Watches opened on etcd.", counters::watchesOpened);
    metrics.total(
        "ciao_store_expired_watches_total",
        "Clients' watches that fell behind or lost history.",
        counters::expired);
    metrics.gauge(
        "ciao_store_applied_revision", "etcd revision of the cache.", store::appliedRevision);
    metrics.gauge(
        "ciao_store_unreadable_keys",
        "Keys left out of the cache.",
        () -> store.unreadable().size());
    return metrics;
  }

  /// What answers.
  ///
  /// @param pipeline in the end
  /// @param door puts the handler that says who asks before others
  record Inside(RequestHandler pipeline, UnaryOperator<RequestHandler> door) {}

  /// Opens the listeners.
  static Serving open(
      ApiServerConfig config,
      Inside inside,
      KindRegistry kinds,
      Metrics metrics,
      Health health)
      throws IOException, InterruptedException {
    ServingOptions options = config.serving();
    Connections connections = new Connections(options.limits().connections(), System::nanoTime);
    LimitedHandler limited = new LimitedHandler(inside.pipeline(), options.limits(), System::nanoTime);
    addTo(metrics, connections, limited);
    // Limits are per user, so who it is comes first.
    RequestHandler known = inside.door().apply(limited);
    MeasuredHandler measured = new MeasuredHandler(known, kinds, metrics, System::nanoTime);
    HttpsListener https =
        HttpsListener.open(config.listen(), TlsFiles.in(config.tls()), measured, connections);
    ListenAddress plain = options.metrics();
    if (plain == null) {
      return new Serving(https, null);
    }
    try {
      return new Serving(
          https, LoopbackListener.open(plain, path -> answer(path, metrics, health)));
    } catch (IOException e) {
      https.close();
      throw e;
    }
  }

  private static void addTo(Metrics metrics, Connections connections, LimitedHandler limited) {
    metrics.gauge("apiserver_connections", "Open connections.", connections::open);
    metrics.total(
        "apiserver_connections_refused_total",
        "Connections closed because there were too many.",
        connections::refused);
    metrics.total(
        "apiserver_connections_idle_total",
        "Connections closed because nothing was asked on them.",
        connections::idle);
    metrics.gauge("apiserver_requests_under_way", "Without watches.", limited::requests);
    metrics.gauge("apiserver_watches", "Open watches.", limited::watches);
    metrics.total("apiserver_refused_total", "Requests answered 429.", limited::refused);
  }

  /// Health for everybody, metrics for whoever may see them.
  private static Optional<Answer> answer(String path, Metrics metrics, Health health) {
    return path.equals("/metrics") ? Optional.of(text(metrics)) : health.answer(path);
  }

  /// The metrics as an answer.
  static Answer text(Metrics metrics) {
    return Answer.bytes(200, Metrics.TEXT_FORMAT, metrics.text().getBytes(StandardCharsets.UTF_8));
  }

  /// The HTTPS addresses with the ports that were really opened.
  List<ListenAddress> bound() {
    return https.bound();
  }

  /// The plain address; empty if there is none.
  Optional<ListenAddress> plain() {
    return Optional.ofNullable(loopback).map(LoopbackListener::bound);
  }

  @Override
  public void close() {
    https.close();
    if (loopback != null) {
      loopback.close();
    }
  }
}
