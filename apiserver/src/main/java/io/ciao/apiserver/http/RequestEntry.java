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
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where requests leave the event loop: makes the value that the handler takes, and writes its
/// answer.
final class RequestEntry {
  private static final Logger LOG = LoggerFactory.getLogger(RequestEntry.class);
  private static final byte[] NOTHING = new byte[0];

  private final RequestHandler handler;
  private final ActiveStreams streams;
  private final PeerIdentities identities = new PeerIdentities();

  RequestEntry(RequestHandler handler, ActiveStreams streams) {
    this.handler = handler;
    this.streams = streams;
  }

  /// Called on the event loop with the body read.
  void accept(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    HttpServerResponse response = routing.response();
    Context context = routing.vertx().getOrCreateContext();
    Buffer read = routing.body().buffer();
    byte[] body = read == null ? NOTHING : read.getBytes();
    ResponseSink sink = new ResponseSink(context, response);
    // The response must have its handlers before the thread starts, or an early close is missed.
    response.closeHandler(_ -> sink.cancel());
    response.exceptionHandler(_ -> sink.cancel());
    Identity identity = identities.of(request.connection());
    Map<String, String> headers = headers(request);
    String method = request.method().name();
    String path = request.path() == null ? "/" : request.path();
    String query = request.query() == null ? "" : request.query();
    Thread.ofVirtual()
        .name("request")
        .start(
            () -> {
              Answer answer = answer(method, path, query, headers, body, identity);
              send(context, response, sink, answer);
            });
  }

  /// Called on the event loop for what the router itself refused, above all a body over the limit.
  void fail(RoutingContext routing) {
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
      head(response, answer);
      if (routing.request().version() != HttpVersion.HTTP_2) {
        // What is left of the body would be taken for the next request.
        response.putHeader("Connection", "close");
      }
      response.end(Buffer.buffer(whole.bytes()));
    }
  }

  private Answer answer(
      String method,
      String path,
      String query,
      Map<String, String> headers,
      byte[] body,
      Identity identity) {
    try {
      Query parsed = Query.parse(query);
      return handler.handle(new ApiRequest(method, path, parsed, headers, body, identity));
    } catch (RequestRefused refused) {
      return Answer.error(refused.error());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Answer.error(Refusals.unavailable("the apiserver is stopping").error());
    } catch (RuntimeException fault) {
      LOG.error("request failed method={} path={}", method, path, fault);
      return Answer.error(Faults.internal(fault));
    }
  }

  private void send(
      Context context, HttpServerResponse response, ResponseSink sink, Answer answer) {
    switch (answer) {
      case Answer.Whole whole ->
          context.runOnContext(
              _ -> {
                if (!response.closed()) {
                  head(response, whole);
                  response.end(Buffer.buffer(whole.bytes()));
                }
              });
      case Answer.Streamed streamed -> stream(context, response, sink, streamed);
    }
  }

  private void stream(
      Context context, HttpServerResponse response, ResponseSink sink, Answer.Streamed answer) {
    context.runOnContext(
        _ -> {
          if (!response.closed()) {
            head(response, answer);
            response.setChunked(true);
            response.writeHead();
          }
        });
    sink.begin();
    streams.add(sink);
    boolean whole = false;
    try {
      answer.body().writeTo(sink);
      whole = true;
    } catch (InterruptedException left) {
      // The client left or the server stops; a watch cut between two events is a proper end.
      whole = true;
      Thread.currentThread().interrupt();
    } catch (IOException gone) {
      LOG.debug("stream ended error={}", gone.getMessage());
    } catch (RuntimeException fault) {
      LOG.error("stream failed", fault);
    } finally {
      streams.remove(sink);
      sink.finish();
    }
    boolean proper = whole;
    context.runOnContext(
        _ -> {
          if (response.closed() || response.ended()) {
            return;
          }
          if (proper) {
            response.end();
          } else {
            response.reset();
          }
        });
  }

  private static void head(HttpServerResponse response, Answer answer) {
    response.setStatusCode(answer.code());
    response.putHeader("Content-Type", answer.contentType());
    response.putHeader("Cache-Control", "no-cache, private");
    answer.headers().forEach(entry -> response.headers().add(entry.getKey(), entry.getValue()));
  }

  private static Map<String, String> headers(HttpServerRequest request) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(entry -> headers.putIfAbsent(lower(entry.getKey()), entry.getValue()));
    return headers;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
