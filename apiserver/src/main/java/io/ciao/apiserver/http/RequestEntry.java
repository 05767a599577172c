package io.ciao.apiserver.http;

import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.exchange.RequestHandler;
import io.ciao.apiserver.request.Query;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where requests leave the event loop: makes the value that the handler takes, and has its answer
/// sent.
final class RequestEntry {
  private static final Logger LOG = LoggerFactory.getLogger(RequestEntry.class);
  private static final byte[] NOTHING = new byte[0];
  private static final Query NO_QUERY = Query.parse("");

  private final RequestHandler handler;
  private final ActiveStreams streams;
  private final Connections connections;
  private final PeerIdentities identities = new PeerIdentities();
  private volatile boolean stopping;

  RequestEntry(RequestHandler handler, ActiveStreams streams, Connections connections) {
    this.handler = handler;
    this.streams = streams;
    this.connections = connections;
  }

  /// From now on requests are refused, so that clients go elsewhere.
  void stop() {
    stopping = true;
  }

  /// Called on the event loop with the head read and the body still to come.
  void begin(RoutingContext routing) {
    Connections.UnderWay underWay = connections.begin(routing);
    HttpServerRequest request = routing.request();
    if (!WebSocketWatch.isAsked(request)) {
      RequestBody.gather(
          routing, HttpsListener.BODY_BYTES_MAX, body -> accept(routing, underWay, body, false));
    } else if (WebSocketWatch.isWellFormed(request)) {
      // A handshake is possible only as long as the request has not ended.
      request.pause();
      accept(routing, underWay, NOTHING, true);
    } else {
      routing.fail(400);
    }
  }

  private void accept(
      RoutingContext routing, Connections.UnderWay underWay, byte[] body, boolean upgrade) {
    underWay.complete();
    HttpServerRequest request = routing.request();
    HttpServerResponse response = routing.response();
    Context context = routing.vertx().getOrCreateContext();
    LoopWrites writes = new LoopWrites(context, connections.patience());
    StreamWriter writer = new StreamWriter();
    // The response must have its handlers before the thread starts, or an early close is missed.
    response.endHandler(_ -> underWay.over());
    response.closeHandler(
        _ -> {
          underWay.over();
          writer.cancel();
        });
    response.exceptionHandler(_ -> writer.cancel());
    ApiRequest asked = asked(request, body);
    Map<String, String> headers = asked.headers();
    String rawQuery = request.query() == null ? "" : request.query();
    boolean gzip = GzipSink.isAccepted(headers.getOrDefault("accept-encoding", ""));
    Thread.ofVirtual()
        .name("request")
        .start(
            () -> {
              ApiRequest whole = asked;
              Answer answer;
              try {
                whole = asked.withQuery(Query.parse(rawQuery));
                answer = answer(whole);
              } catch (RequestRefused malformed) {
                answer = Answer.error(malformed.error());
              }
              boolean watch = answer.isWatch(whole);
              AnswerSender sender = new AnswerSender(response, writes, gzip);
              if (upgrade && watch && answer instanceof Answer.Streamed streamed) {
                overWebSocket(new WebSocketWatch(writes, request), streamed, sender, writer);
                return;
              }
              if (upgrade) {
                context.runOnContext(_ -> request.resume());
              }
              send(sender, answer, watch, writer);
            });
  }

  /// The request without its query, which is parsed where a malformed one can be answered.
  private ApiRequest asked(HttpServerRequest request, byte[] body) {
    Identity identity = identities.of(request.connection());
    String path = request.path() == null ? "/" : request.path();
    return new ApiRequest(
        request.method().name(), path, NO_QUERY, headers(request), body, identity);
  }

  /// Called on the event loop for what the router itself refused, above all a body over the limit.
  void fail(RoutingContext routing) {
    Connections.underWay(routing).ifPresent(Connections.UnderWay::over);
    int code = routing.statusCode();
    Answer answer;
    if (code == 413) {
      answer = Answer.error(Refusals.tooLarge("a body", -1, HttpsListener.BODY_BYTES_MAX).error());
    } else if (code >= 400 && code < 500) {
      answer = Answer.error(Refusals.badRequest("the request is malformed").error());
    } else {
      Throwable failure =
          routing.failure() == null
              ? new IllegalStateException("routing failed with " + code)
              : routing.failure();
      LOG.error("request failed before it was handled", failure);
      answer = Answer.error(Faults.internal(failure));
    }
    HttpServerResponse response = routing.response();
    if (!response.ended() && !response.closed() && answer instanceof Answer.Whole whole) {
      response.setStatusCode(whole.code()).putHeader("Content-Type", whole.contentType());
      if (routing.request().version() != HttpVersion.HTTP_2) {
        // What is left of the body would be taken for the next request.
        response.putHeader("Connection", "close");
      }
      response.end(Buffer.buffer(whole.bytes()));
    }
  }

  private Answer answer(ApiRequest asked) {
    if (stopping) {
      return Answer.error(Refusals.unavailable("the apiserver is stopping").error());
    }
    try {
      return handler.handle(asked);
    } catch (RequestRefused refused) {
      return Answer.error(refused.error());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Answer.error(Refusals.unavailable("the apiserver is stopping").error());
    } catch (RuntimeException fault) {
      LOG.error("request failed method={} path={}", asked.method(), asked.path(), fault);
      return Answer.error(Faults.internal(fault));
    }
  }

  private void send(AnswerSender sender, Answer answer, boolean watch, StreamWriter writer) {
    switch (answer) {
      case Answer.Whole whole -> sender.whole(whole);
      case Answer.Streamed streamed -> {
        streams.add(writer);
        try {
          sender.streamed(streamed, watch, writer);
        } finally {
          streams.remove(writer);
        }
      }
    }
  }

  private void overWebSocket(
      WebSocketWatch watch, Answer.Streamed answer, AnswerSender sender, StreamWriter writer) {
    streams.add(writer);
    try {
      if (!watch.deliver(answer, writer)) {
        Answer refusal =
            Answer.error(Refusals.badRequest("the websocket handshake is malformed").error());
        send(sender, refusal, false, writer);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      streams.remove(writer);
    }
  }

  private static Map<String, String> headers(HttpServerRequest request) {
    Map<String, String> headers = new HashMap<>();
    request.headers().forEach(entry -> put(headers, lower(entry.getKey()), entry.getValue()));
    if (request.remoteAddress() != null) {
      headers.put(ApiRequest.PEER, request.remoteAddress().host());
    }
    return headers;
  }

  private static void put(Map<String, String> headers, String name, String value) {
    if (name.startsWith("impersonate-")) {
      headers.merge(name, value, (before, after) -> before + ApiRequest.LINE + after);
    } else {
      headers.putIfAbsent(name, value);
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
