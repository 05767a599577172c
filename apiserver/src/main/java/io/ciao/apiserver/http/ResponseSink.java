package io.ciao.apiserver.http;

import io.ciao.apiserver.exchange.ByteSink;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;

/// The body of an HTTP response. Written by the request's thread alone.
final class ResponseSink implements ByteSink {
  private final LoopWrites writes;
  private final HttpServerResponse response;

  ResponseSink(LoopWrites writes, HttpServerResponse response) {
    this.writes = writes;
    this.response = response;
  }

  @Override
  public void write(byte[] bytes) throws IOException, InterruptedException {
    writes.await(() -> response.write(Buffer.buffer(bytes)));
  }
}
