package io.ciao.apiserver;

import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.certificate.ExpiryFigures;
import io.ciao.apiserver.certificate.Revocations;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.RequestHandler;
import io.ciao.apiserver.health.Health;
import io.ciao.apiserver.http.Connections;
import io.ciao.apiserver.http.HttpsListener;
import io.ciao.apiserver.http.ListenAddress;
import io.ciao.apiserver.http.LoopbackListener;
import io.ciao.apiserver.http.ServerKeys;
import io.ciao.apiserver.limit.LimitedHandler;
import io.ciao.apiserver.metrics.MeasuredHandler;
import io.ciao.apiserver.metrics.Metrics;
import io.ciao.apiserver.metrics.ProcessFigures;
import io.ciao.ssntp.cert.CertificateFileException;
import io.ciao.ssntp.cert.LiveTls;
import io.ciao.ssntp.cert.TlsFiles;
import io.ciao.store.EtcdStore;
import io.ciao.store.StoreCounters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What stands between the network and the pipeline: listeners, limits, metrics.
final class Serving implements AutoCloseable {
  private final ApiServerConfig config;
  private final EtcdStore store;
  private final KindRegistry kinds;
  private final Metrics metrics;
  private @Nullable HttpsListener https;
  private @Nullable LoopbackListener loopback;

  Serving(ApiServerConfig config, EtcdStore store, KindRegistry kinds, Metrics metrics) {
    this.config = config;
    this.store = store;
    this.kinds = kinds;
    this.metrics = metrics;
    ProcessFigures.addTo(metrics);
    addTo(metrics, store);
  }

  /// The metrics as an answer.
  Answer metrics() {
    return Answer.bytes(200, Metrics.TEXT_FORMAT, metrics.text().getBytes(StandardCharsets.UTF_8));
  }

  /// The same handler behind the limits. Whoever finds out who sends a request stands before it,
  /// for users are what it counts by.
  RequestHandler limited(RequestHandler pipeline) {
    LimitedHandler limited =
        new LimitedHandler(pipeline, config.serving().limits(), System::nanoTime);
    metrics.gauge("apiserver_requests_under_way", "Without watches.", limited::requests);
    metrics.gauge("apiserver_watches", "Open watches.", limited::watches);
    metrics.total("apiserver_refused_total", "Requests answered 429.", limited::refused);
    return limited;
  }

  /// Opens the listeners.
  ///
  /// @param revocations whose certificate they name is cut off
  /// @throws IOException naming the address that cannot be listened on
  void open(RequestHandler handler, Health health, Revocations revocations)
      throws IOException, InterruptedException {
    ServingOptions options = config.serving();
    Connections connections =
        new Connections(options.limits().connections(), options.patience(), System::nanoTime);
    addTo(metrics, connections);
    revocations.onChange(() -> connections.cut(revocations::refusal));
    MeasuredHandler measured = new MeasuredHandler(handler, kinds, metrics, System::nanoTime);
    https = HttpsListener.open(config.listen(), tls(connections), measured, connections);
    ListenAddress plain = options.metrics();
    if (plain != null) {
      loopback = LoopbackListener.open(plain, path -> plainAnswer(path, health));
    }
  }

  private HttpsListener.Tls tls(Connections connections) throws IOException {
    TlsFiles files = TlsFiles.in(config.tls());
    Path serving = config.certificates().serving();
    try {
      LiveTls own = LiveTls.of(files);
      LiveTls given =
          serving == null ? null : LiveTls.of(TlsFiles.original(files.authority(), serving));
      new ExpiryFigures(own, given, connections::certificates, store, InstantSource.system())
          .addTo(metrics);
      return new HttpsListener.Tls(new ServerKeys(own, given), own.get().trustManager());
    } catch (CertificateFileException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Optional<Answer> plainAnswer(String path, Health health) {
    return path.equals("/metrics") ? Optional.of(metrics()) : health.answer(path);
  }

  private static void addTo(Metrics metrics, Connections connections) {
    metrics.gauge("apiserver_connections", "Open connections.", connections::open);
    metrics.total(
        "apiserver_connections_refused_total",
        "Connections closed because there were too many.",
        connections::refused);
    metrics.total(
        "apiserver_connections_idle_total",
        "Connections closed because nothing was asked on them.",
        connections::idle);
  }

  private static void addTo(Metrics metrics, EtcdStore store) {
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
  }

  /// The HTTPS addresses with the ports that were really opened.
  List<ListenAddress> bound() {
    return https == null ? List.of() : https.bound();
  }

  /// The plain address; empty if there is none.
  Optional<ListenAddress> plain() {
    return Optional.ofNullable(loopback).map(LoopbackListener::bound);
  }

  @Override
  public void close() {
    if (https != null) {
      https.close();
    }
    if (loopback != null) {
      loopback.close();
    }
  }
}
