package io.ciao.reconcile;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.basis.text.ErrorText;
import io.ciao.basis.time.Backoff;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Runs passes over the keys of a queue, on a fixed number of virtual threads named after what they
/// do.
///
/// Whatever a pass throws ends that pass only: the key comes again after a growing delay. A pass
/// that ends well resets the delay. [#close()] lets running passes finish.
public final class PassLoop<K> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PassLoop.class);
  private static final int FAILURES_ORDINARY = 6;
  private static final long CLOSE_SECONDS = 30;
  private static final Duration REST_MAX = Duration.ofSeconds(1);

  private final String name;
  private final WorkQueue<K> queue;
  private final Reconciler<K> reconciler;
  private final Pace pace;
  private final PassMeter meter;
  private final Map<K, Integer> failures = new ConcurrentHashMap<>();
  private final ExecutorService workers;

  /// Passes without rest, of which nobody keeps figures.
  ///
  /// @param concurrency how many passes run at a time, over different keys
  public PassLoop(
      String name, WorkQueue<K> queue, Reconciler<K> reconciler, Backoff backoff, int concurrency) {
    this(name, queue, reconciler, new Pace(concurrency, backoff), PassMeter.NONE);
  }

  /// @param name what the passes do, for threads, logs and figures
  public PassLoop(
      String name, WorkQueue<K> queue, Reconciler<K> reconciler, Pace pace, PassMeter meter) {
    this.name = name;
    this.queue = queue;
    this.reconciler = reconciler;
    this.pace = pace;
    this.meter = meter;
    this.workers =
        Executors.newFixedThreadPool(
            pace.concurrency(), Thread.ofVirtual().name("pass-" + name + "-", 0).factory());
    meter.opened(name, queue::depth, failures::size);
    for (int i = 0; i < pace.concurrency(); i++) {
      workers.execute(this::work);
    }
  }

  private void work() {
    try {
      for (var key = queue.take(); key.isPresent(); key = queue.take()) {
        try {
          var begun = queue.now();
          var result = run(key.get());
          var worked = queue.now() - begun;
          finish(key.get(), result);
          meter.passed(name, result, worked);
          rest(worked);
        } finally {
          queue.done(key.get());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rest(long workedNanos) throws InterruptedException {
    if (pace.restPerWork() > 0) {
      var nanos = Math.min(workedNanos * pace.restPerWork(), REST_MAX.toNanos());
      TimeUnit.NANOSECONDS.sleep(nanos);
    }
  }

  private PassResult run(K key) throws InterruptedException {
    try {
      return reconciler.reconcile(key);
    } catch (ApiException | ApiUnreachableException e) {
      return new PassResult.Retry(ErrorText.of(e));
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      if (!failures.containsKey(key)) {
        LOG.error("pass failed unexpectedly pass={} key={}", name, key, e);
      }
      return new PassResult.Retry(ErrorText.of(e));
    }
  }

  private void finish(K key, PassResult result) {
    switch (result) {
      case PassResult.Done _ -> failures.remove(key);
      case PassResult.CheckAgain again -> {
        failures.remove(key);
        queue.addAfter(key, again.after());
      }
      case PassResult.Retry retry -> {
        var count = failures.merge(key, 1, Integer::sum);
        var delay = pace.backoff().after(count);
        // A lost race or a server that restarts ends by itself; what goes on failing somebody
        // should know.
        LOG.atLevel(count > FAILURES_ORDINARY ? Level.WARN : Level.INFO)
            .log(
                "pass will be repeated pass={} key={} failures={} delayMs={} problem={}",
                name,
                key,
                count,
                delay.toMillis(),
                retry.problem());
        queue.addAfter(key, delay);
      }
    }
  }

  @Override
  public void close() {
    queue.close();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
    meter.closed(name);
  }
}
