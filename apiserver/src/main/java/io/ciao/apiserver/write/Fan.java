package io.ciao.apiserver.write;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Does the same with many things, several at a time, so that the store can put their writes
/// together.
public final class Fan {
  private Fan() {}

  /// Does it with each; returns when all are done. After a failure nothing new is begun, and the
  /// first failure is thrown.
  ///
  /// @param atOnce how many at a time, at least 1
  public static <T> void each(Collection<T> items, int atOnce, Consumer<T> work)
      throws InterruptedException {
    if (items.size() <= 1) {
      items.forEach(work);
      return;
    }
    Queue<T> waiting = new ConcurrentLinkedQueue<>(items);
    List<Future<?>> workers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < Math.min(atOnce, items.size()); i++) {
        workers.add(threads.submit(() -> drain(waiting, work)));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("work on one of several items failed", failed.getCause());
    }
  }

  private static <T> void drain(Queue<T> waiting, Consumer<T> work) {
    try {
      for (T next = waiting.poll(); next != null; next = waiting.poll()) {
        work.accept(next);
      }
    } catch (RuntimeException failed) {
      waiting.clear();
      throw failed;
    }
  }
}
