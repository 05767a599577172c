package io.ciao.store;

import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Finds out which revision a consistent read must show: one linearizable count-only range of an
/// absent key. Readers that arrive while one is under way share the next one.
final class ReadBarrier {
  private static final String ABSENT = SystemKeys.PREFIX + "absent";
  private static final Duration ATTEMPT = Duration.ofSeconds(1);

  private final EtcdConnection etcd;
  private final Object lock = new Object();
  private @Nullable CompletableFuture<Long> next;
  private boolean busy;

  ReadBarrier(EtcdConnection etcd) {
    this.etcd = etcd;
  }

  /// etcd's revision at some moment after the call.
  long revision(Duration patience) throws EtcdCallException {
    CompletableFuture<Long> mine = join();
    try {
      return mine.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new EtcdCallException(
          EtcdCallException.Kind.UNANSWERED,
          "read etcd's revision: no answer within " + patience.toMillis() + " ms",
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EtcdCallException failure) {
        throw failure;
      }
      throw new IllegalStateException("read etcd's revision", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EtcdCallException(
          EtcdCallException.Kind.INTERRUPTED, "read etcd's revision: interrupted", e);
    }
  }

  private CompletableFuture<Long> join() {
    synchronized (lock) {
      if (next == null) {
        next = new CompletableFuture<>();
      }
      if (!busy) {
        busy = true;
        Thread.ofVirtual().name("store-barrier").start(this::serve);
      }
      return next;
    }
  }

  /// Serves rounds until nobody waits.
  private void serve() {
    while (true) {
      CompletableFuture<Long> round;
      synchronized (lock) {
        if (next == null) {
          busy = false;
          return;
        }
        round = next;
        next = null;
      }
      try {
        round.complete(read());
      } catch (EtcdCallException | RuntimeException e) {
        round.completeExceptionally(e);
      }
    }
  }

  private long read() throws EtcdCallException {
    GetOption option = GetOption.builder().withCountOnly(true).build();
    GetResponse answer =
        etcd.call(
            "read etcd's revision",
            ATTEMPT,
            client -> client.getKVClient().get(EtcdConnection.bytes(ABSENT), option));
    return answer.getHeader().getRevision();
  }
}
