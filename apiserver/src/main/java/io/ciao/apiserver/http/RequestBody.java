package io.ciao.apiserver.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/// Gathers the body of one request, whatever type it claims to be: forms mean nothing here, so that
/// nothing is decoded before the one place that answers mistakes. Confined to the event loop.
final class RequestBody {
  private static final int TOO_LARGE = 413;
  private static final int BROKEN = 400;
  private static final byte[] NOTHING = new byte[0];

  private final RoutingContext routing;
  private final long bytesMax;
  private Buffer gathered = Buffer.buffer();
  private boolean over;

  private RequestBody(RoutingContext routing, long bytesMax) {
    this.routing = routing;
    this.bytesMax = bytesMax;
  }

  /// Hands the body over once it is there, or fails the request: 413 if it is longer than
  /// `bytesMax`, 400 if it breaks off.
  static void gather(RoutingContext routing, long bytesMax, Consumer<byte[]> whole) {
    RequestBody body = new RequestBody(routing, bytesMax);
    HttpServerRequest request = routing.request();
    request.handler(body::take);
    request.exceptionHandler(_ -> body.fail(BROKEN));
    request.endHandler(_ -> body.end(whole));
  }

  private void take(Buffer piece) {
    if (over) {
      return;
    }
    if (gathered.length() + (long) piece.length() > bytesMax) {
      gathered = Buffer.buffer();
      fail(TOO_LARGE);
    } else {
      gathered.appendBuffer(piece);
    }
  }

  private void fail(int code) {
    if (!over) {
      over = true;
      routing.fail(code);
    }
  }

  private void end(Consumer<byte[]> whole) {
    if (!over) {
      over = true;
      whole.accept(gathered.length() == 0 ? NOTHING : gathered.getBytes());
    }
  }
}
