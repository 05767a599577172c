package io.ciao.apiserver.http;

import io.ciao.apiserver.exchange.Answer;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A watch that is delivered over a WebSocket, as browsers and some client libraries ask for it.
final class WebSocketWatch {
  /// What is agreed to if the client offers it; the messages are the same under each and without.
  /// One that carries a token is never among them, so a secret is not echoed.
  static final List<String> SUBPROTOCOLS = List.of("base64.binary.k8s.io", "binary.k8s.io");

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketWatch.class);
  private static final long HANDSHAKE_SECONDS = 10;
  private static final int KEY_BYTES = 16;
  private static final short NORMAL = 1_000;
  private static final short INTERNAL_ERROR = 1_011;

  private final Context context;
  private final LoopWrites writes;
  private final HttpServerRequest request;

  WebSocketWatch(LoopWrites writes, HttpServerRequest request) {
    this.context = writes.context();
    this.writes = writes;
    this.request = request;
  }

  /// Whether the client wants to go on with a WebSocket.
  static boolean isAsked(HttpServerRequest request) {
    String upgrade = request.getHeader("Upgrade");
    String connection = request.getHeader("Connection");
    return request.version() == HttpVersion.HTTP_1_1
        && request.method().name().equals("GET")
        && upgrade != null
        && connection != null
        && upgrade.equalsIgnoreCase("websocket")
        && connection.toLowerCase(Locale.ROOT).contains("upgrade");
  }

  /// Whether what a handshake needs is there: version 13 and a key of 16 bytes (RFC 6455, 4.2.1).
  static boolean isWellFormed(HttpServerRequest request) {
    String key = request.getHeader("Sec-WebSocket-Key");
    if (key == null || !"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  /// Delivers the watch until it ends, the client leaves or `writer` is cancelled. The request has
  /// been paused since it came.
  ///
  /// @return false if the handshake failed and nothing was sent; the body is then abandoned
  boolean deliver(Answer.Streamed answer, StreamWriter writer) throws InterruptedException {
    ServerWebSocket socket;
    try {
      socket = handshake(writer);
    } catch (ExecutionException | TimeoutException refused) {
      LOG.debug("no websocket error={}", refused.getMessage());
      answer.body().abandon();
      return false;
    }
    short code = INTERNAL_ERROR;
    writer.begin();
    try {
      answer.body().writeTo(new WebSocketSink(writes, socket));
      code = NORMAL;
    } catch (InterruptedException left) {
      code = NORMAL;
      Thread.currentThread().interrupt();
    } catch (IOException gone) {
      LOG.debug("websocket ended error={}", gone.getMessage());
    } catch (RuntimeException fault) {
      LOG.error("watch over a websocket failed", fault);
    } finally {
      writer.finish();
    }
    close(socket, code);
    return true;
  }

  private ServerWebSocket handshake(StreamWriter writer)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<ServerWebSocket> agreed = new CompletableFuture<>();
    context.runOnContext(
        _ -> {
          try {
            request
                .toWebSocket()
                .onSuccess(
                    socket -> {
                      // What a client says in a watch means nothing, except that it leaves.
                      socket.handler(_ -> {});
                      socket.closeHandler(_ -> writer.cancel());
                      socket.exceptionHandler(_ -> writer.cancel());
                      agreed.complete(socket);
                    })
                .onFailure(agreed::completeExceptionally);
          } catch (RuntimeException refused) {
            agreed.completeExceptionally(refused);
          }
        });
    return agreed.get(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
  }

  private void close(ServerWebSocket socket, short code) {
    context.runOnContext(
        _ -> {
          if (!socket.isClosed()) {
            socket.close(code);
          }
        });
  }
}
