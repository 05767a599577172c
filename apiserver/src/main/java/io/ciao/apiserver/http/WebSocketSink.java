package io.ciao.apiserver.http;

import io.ciao.apiserver.exchange.ByteSink;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A watch over a WebSocket: every line is a text message of its own, without its newline, under
/// any subprotocol. Written by the request's thread alone.
final class WebSocketSink implements ByteSink {
  private final LoopWrites writes;
  private final ServerWebSocket socket;

  WebSocketSink(LoopWrites writes, ServerWebSocket socket) {
    this.writes = writes;
    this.socket = socket;
  }

  @Override
  public void write(byte[] lines) throws IOException, InterruptedException {
    // The messages of one piece are handed over together and left by the time the last has.
    writes.await(() -> messages(lines));
  }

  private Future<Void> messages(byte[] lines) {
    Future<Void> last = Future.succeededFuture();
    int from = 0;
    while (from < lines.length) {
      int to = from;
      while (to < lines.length && lines[to] != '\n') {
        to++;
      }
      if (to > from) {
        last = socket.writeTextMessage(new String(lines, from, to - from, StandardCharsets.UTF_8));
      }
      from = to + 1;
    }
    return last;
  }
}
