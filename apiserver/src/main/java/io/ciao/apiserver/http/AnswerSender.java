package io.ciao.apiserver.http;

import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ByteSink;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends one answer over HTTP, compressed where the client takes it and it is worth it. Watches and
/// logs are not compressed: each line has to leave at once, and a compressor for each open one
/// costs 256 KiB. Confined to the request's thread.
final class AnswerSender {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerSender.class);

  private final Context context;
  private final HttpServerResponse response;
  private final LoopWrites writes;
  private final boolean gzipAccepted;

  AnswerSender(HttpServerResponse response, LoopWrites writes, boolean gzipAccepted) {
    this.context = writes.context();
    this.response = response;
    this.writes = writes;
    this.gzipAccepted = gzipAccepted;
  }

  void whole(Answer.Whole answer) {
    boolean gzip = gzipAccepted && answer.bytes().length >= GzipSink.BYTES_MIN;
    byte[] bytes = gzip ? GzipSink.compress(answer.bytes()) : answer.bytes();
    context.runOnContext(
        _ -> {
          if (!response.closed() && !response.headWritten()) {
            head(answer, gzip);
            response.end(Buffer.buffer(bytes));
          }
        });
  }

  /// Streams until the body ends, the client leaves or `writer` is cancelled.
  ///
  /// @param watch whether it is a watch, which may end between any two writes
  void streamed(Answer.Streamed answer, boolean watch, StreamWriter writer) {
    boolean list = !watch && answer.contentType().equals(Answer.JSON);
    Body body = new Body(answer, list);
    writer.begin();
    boolean proper = false;
    try (body) {
      body.begin();
      answer.body().writeTo(body);
      body.finish();
      proper = true;
    } catch (InterruptedException left) {
      // The client left or the server stops. That is a proper end of a watch or a log; half a list
      // must not look whole.
      proper = !list;
      Thread.currentThread().interrupt();
    } catch (IOException gone) {
      LOG.debug("stream ended error={}", gone.getMessage());
    } catch (RuntimeException fault) {
      LOG.error("stream failed", fault);
    } finally {
      writer.finish();
    }
    end(proper);
  }

  private void end(boolean proper) {
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

  private void head(Answer answer, boolean gzip) {
    response.setStatusCode(answer.code());
    response.putHeader("Content-Type", answer.contentType());
    response.putHeader("Cache-Control", "no-cache, private");
    if (gzip) {
      response.putHeader("Content-Encoding", "gzip").putHeader("Vary", "Accept-Encoding");
    }
    answer.headers().forEach(entry -> response.headers().add(entry.getKey(), entry.getValue()));
  }

  /// The body of one streamed answer. The first piece of a list decides whether it is compressed,
  /// so its head waits for that piece; a watch's or a log's head goes first.
  private final class Body implements ByteSink, AutoCloseable {
    private final Answer.Streamed answer;
    private final boolean list;
    private final ByteSink plain = new ResponseSink(writes, response);
    private boolean begun;
    private @Nullable GzipSink gzip;

    Body(Answer.Streamed answer, boolean list) {
      this.answer = answer;
      this.list = list;
    }

    void begin() {
      if (!list || !gzipAccepted) {
        sendHead(false);
      }
    }

    @Override
    public void write(byte[] bytes) throws IOException, InterruptedException {
      if (!begun) {
        boolean worth = bytes.length >= GzipSink.BYTES_MIN;
        sendHead(worth);
        gzip = worth ? new GzipSink(plain) : null;
      }
      if (gzip != null) {
        gzip.write(bytes);
      } else {
        plain.write(bytes);
      }
    }

    void finish() throws IOException, InterruptedException {
      if (!begun) {
        sendHead(false);
      }
      if (gzip != null) {
        gzip.finish();
      }
    }

    private void sendHead(boolean compressed) {
      begun = true;
      context.runOnContext(
          _ -> {
            if (!response.closed()) {
              head(answer, compressed);
              response.setChunked(true);
              response.writeHead();
            }
          });
    }

    @Override
    public void close() throws IOException {
      if (gzip != null) {
        gzip.close();
      }
    }
  }
}
