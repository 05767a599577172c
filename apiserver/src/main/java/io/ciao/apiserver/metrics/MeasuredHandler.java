package io.ciao.apiserver.metrics;

import io.ciao.api.schema.GroupVersion;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.exchange.ByteSink;
import io.ciao.apiserver.exchange.RequestHandler;
import io.ciao.apiserver.exchange.SlowClient;
import io.ciao.apiserver.exchange.StreamBody;
import io.ciao.apiserver.request.RequestPath;
import io.ciao.apiserver.request.Verb;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// Counts and times what another handler answers. Safe for many threads.
public final class MeasuredHandler implements RequestHandler {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final RequestHandler inner;
  private final KindRegistry kinds;
  private final LongSupplier nanos;
  private final Metrics.Counter requests;
  private final Metrics.Timer durations;
  private final Metrics.Counter watched;
  private final Metrics.Counter slow;

  /// Measures a handler.
  ///
  /// @param nanos monotonic
  public MeasuredHandler(
      RequestHandler inner, KindRegistry kinds, Metrics metrics, LongSupplier nanos) {
    this.inner = inner;
    this.kinds = kinds;
    this.nanos = nanos;
    this.requests =
        metrics.counter(
            "apiserver_request_total", "Requests answered.", "verb", "resource", "code");
    this.durations =
        metrics.timer(
            "apiserver_request_duration_seconds",
            "From the request read to its answer made, or a list's sent; without watches.",
            "verb",
            "resource");
    this.watched =
        metrics.counter("apiserver_watch_bytes_total", "Bytes of watches sent.", "resource");
    this.slow =
        metrics.counter(
            "apiserver_slow_clients_total", "Streams cut off because the client took no data.");
  }

  @Override
  public Answer handle(ApiRequest request) throws InterruptedException {
    long begun = nanos.getAsLong();
    Answer answer = inner.handle(request);
    Optional<RequestPath.Resource> path =
        RequestPath.parse(request.path())
            .filter(RequestPath.Resource.class::isInstance)
            .map(RequestPath.Resource.class::cast);
    String resource = path.map(this::resource).orElse("");
    boolean watch = answer.isWatch(request);
    String verb = watch ? Verb.WATCH.name() : verb(request, path);
    requests.add(1, verb, resource, Integer.toString(answer.code()));
    if (answer instanceof Answer.Streamed streamed) {
      return new Answer.Streamed(
          streamed.code(),
          streamed.contentType(),
          streamed.headers(),
          watch
              ? new MeasuredWatch(streamed.body(), resource)
              : new MeasuredList(streamed.body(), verb, resource, begun));
    }
    durations.record(nanos.getAsLong() - begun, verb, resource);
    return answer;
  }

  /// As the audit log says it, in capitals; the method where it is none.
  private static String verb(ApiRequest request, Optional<RequestPath.Resource> path) {
    Optional<Verb> verb = path.flatMap(found -> Verb.of(request.method(), found, false));
    if (verb.isPresent()) {
      return verb.get().name();
    }
    String method = request.method().toUpperCase(Locale.ROOT);
    return METHODS.contains(method) ? method : "OTHER";
  }

  /// A known resource with its subresource; empty for everything else, which clients may invent.
  private String resource(RequestPath.Resource resource) {
    return kinds
        .byResource(new GroupVersion(resource.group(), resource.version()), resource.resource())
        .map(kind -> kind.plural() + (resource.subresource().equals("status") ? "/status" : ""))
        .orElse("");
  }

  /// A list or a log: its time counts until it is sent.
  private final class MeasuredList implements StreamBody {
    private final StreamBody body;
    private final String verb;
    private final String resource;
    private final long begun;

    MeasuredList(StreamBody body, String verb, String resource, long begun) {
      this.body = body;
      this.verb = verb;
      this.resource = resource;
      this.begun = begun;
    }

    @Override
    public void writeTo(ByteSink sink) throws IOException, InterruptedException {
      try {
        body.writeTo(sink);
      } catch (SlowClient cut) {
        slow.add(1);
        throw cut;
      } finally {
        durations.record(nanos.getAsLong() - begun, verb, resource);
      }
    }

    @Override
    public void abandon() {
      body.abandon();
    }
  }

  /// A watch: its bytes count.
  private final class MeasuredWatch implements StreamBody {
    private final StreamBody body;
    private final String resource;

    MeasuredWatch(StreamBody body, String resource) {
      this.body = body;
      this.resource = resource;
    }

    @Override
    public void writeTo(ByteSink sink) throws IOException, InterruptedException {
      try {
        body.writeTo(
            bytes -> {
              sink.write(bytes);
              watched.add(bytes.length, resource);
            });
      } catch (SlowClient cut) {
        slow.add(1);
        throw cut;
      }
    }

    @Override
    public void abandon() {
      body.abandon();
    }
  }
}
