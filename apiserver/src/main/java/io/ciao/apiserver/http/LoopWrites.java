package io.ciao.apiserver.http;

import io.ciao.apiserver.exchange.SlowClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Writes on an event loop from a thread that waits until the bytes have left: one write of a
/// stream is under way at a time, so that a slow client holds one piece in memory and no more.
final class LoopWrites {
  private final Context context;
  private final Duration patience;

  /// Writes on one event loop.
  ///
  /// @param patience a client that takes no byte for so long is cut off
  LoopWrites(Context context, Duration patience) {
    this.context = context;
    this.patience = patience;
  }

  Context context() {
    return context;
  }

  /// Runs one write and waits for it.
  ///
  /// @throws SlowClient if the client does not take the bytes
  /// @throws IOException if it is gone
  void await(Supplier<Future<Void>> write) throws IOException, InterruptedException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(
        _ -> {
          try {
            write.get().onSuccess(done::complete).onFailure(done::completeExceptionally);
          } catch (IllegalStateException closed) {
            done.completeExceptionally(closed);
          }
        });
    try {
      done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the client is gone", e.getCause());
    } catch (TimeoutException e) {
      throw new SlowClient("the client took no data for " + patience.toSeconds() + " s");
    }
  }
}
