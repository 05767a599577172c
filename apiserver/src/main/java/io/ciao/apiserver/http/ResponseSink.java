package io.ciao.apiserver.http;

import io.ciao.apiserver.exchange.ByteSink;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One streamed answer. Written by the request's thread alone; cancelled from any.
final class ResponseSink implements ByteSink {
  /// A client that takes no byte for so long is cut off, so that it costs others nothing.
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(30);

  private final Context context;
  private final HttpServerResponse response;
  private final Object guard = new Object();
  private @Nullable Thread writer;
  private boolean cancelled;

  ResponseSink(Context context, HttpServerResponse response) {
    this.context = context;
    this.response = response;
  }

  /// Makes the calling thread the writer, which [#cancel] interrupts.
  void begin() {
    synchronized (guard) {
      writer = Thread.currentThread();
      if (cancelled) {
        writer.interrupt();
      }
    }
  }

  /// From here on the thread is not interrupted any more, and is not left interrupted.
  void finish() {
    synchronized (guard) {
      writer = null;
      Thread.interrupted();
    }
  }

  void cancel() {
    synchronized (guard) {
      cancelled = true;
      if (writer != null) {
        writer.interrupt();
      }
    }
  }

  @Override
  public void write(byte[] bytes) throws IOException, InterruptedException {
    await(
        () -> response.write(Buffer.buffer(bytes)),
        "the client took no data for " + WRITE_LIMIT.toSeconds() + " s");
  }

  private void await(java.util.function.Supplier<io.vertx.core.Future<Void>> write, String slow)
      throws IOException, InterruptedException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(
        _ -> {
          try {
            write.get().onComplete(r -> complete(done, r.cause()));
          } catch (IllegalStateException closed) {
            done.completeExceptionally(closed);
          }
        });
    try {
      done.get(WRITE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the client is gone", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException(slow, e);
    }
  }

  private static void complete(CompletableFuture<Void> done, @Nullable Throwable cause) {
    if (cause == null) {
      done.complete(null);
    } else {
      done.completeExceptionally(cause);
    }
  }
}
