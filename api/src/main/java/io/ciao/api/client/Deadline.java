package io.ciao.api.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// One time limit for several reads and writes that block.
///
/// A socket's own limit is for each read alone: a server that drips would be waited for without
/// end. And it is for no write.
final class Deadline {
  private Deadline() {}

  /// What has to end in time.
  interface Call<T> {
    T call() throws IOException;
  }

  /// The call's result.
  ///
  /// @param blocked what the call reads from and writes to; it is closed when time is up
  /// @throws SocketTimeoutException if the call was not over by then
  static <T> T within(Duration limit, Closeable blocked, Call<T> call) throws IOException {
    var over = new AtomicBoolean();
    var timer =
        ForkJoinPool.commonPool()
            .schedule(() -> endUnless(over, blocked), limit.toNanos(), TimeUnit.NANOSECONDS);
    try {
      var result = call.call();
      if (over.getAndSet(true)) {
        throw new SocketTimeoutException();
      }
      return result;
    } catch (IOException e) {
      if (over.getAndSet(true)) {
        throw new SocketTimeoutException();
      }
      throw e;
    } finally {
      over.set(true);
      timer.cancel(false);
    }
  }

  private static void endUnless(AtomicBoolean over, Closeable blocked) {
    if (!over.getAndSet(true)) {
      try {
        blocked.close();
      } catch (IOException e) {
        // It is given up in any case.
      }
    }
  }
}
