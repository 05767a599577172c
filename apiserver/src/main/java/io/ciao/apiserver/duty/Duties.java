package io.ciao.apiserver.duty;

import io.ciao.basis.time.Backoff;
import io.ciao.reconcile.PassMeter;
import io.ciao.store.Expired;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreEvent;
import io.ciao.store.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the leader's duties during one term.
///
/// Threads, all virtual: one a resource, which tells every duty what changed; one that marks
/// everything now and then; and those of each duty's passes.
public final class Duties implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Duties.class);
  private static final Duration ALL_EVERY = Duration.ofMinutes(1);
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int EVENTS_AT_ONCE = 1_024;

  private final ResourceStore store;
  private final List<DutyLoop<?>> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /// What every pass of a term needs.
  ///
  /// @param lost called, maybe several times, when a write finds that the term is over
  /// @param backoff how long a key waits that failed
  /// @param meter is told of every pass
  /// @param nanos monotonic
  public record Terms(Runnable lost, Backoff backoff, PassMeter meter, LongSupplier nanos) {}

  private Duties(ResourceStore store) {
    this.store = store;
  }

  /// Begins.
  ///
  /// @param resources the plurals of all kinds that are stored
  public static Duties start(
      ResourceStore store, List<String> resources, List<Duty<?>> duties, Terms terms) {
    Duties started = new Duties(store);
    for (Duty<?> duty : duties) {
      started.loops.add(new DutyLoop<>(duty, store, terms));
    }
    for (String resource : resources) {
      started.begin("changes-" + resource, () -> started.follow(resource));
    }
    started.begin("changes-missed", started::markAllNowAndThen);
    return started;
  }

  private void begin(String name, Loop loop) {
    threads.add(Thread.ofVirtual().name(name).start(() -> run(loop)));
  }

  private static void run(Loop loop) {
    try {
      loop.run();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(String resource) throws InterruptedException {
    while (true) {
      long version = store.currentVersion();
      try (Subscription changes = store.watch(resource, null, version)) {
        loops.forEach(DutyLoop::markAll);
        while (true) {
          StoreEvent event = changes.poll(QUIET);
          if (event != null) {
            tell(event);
            changes.drain(EVENTS_AT_ONCE).forEach(this::tell);
          }
        }
      } catch (Expired expired) {
        LOG.debug("changes missed resource={} because={}", resource, expired.getMessage());
      } catch (RuntimeException broken) {
        LOG.error("changes could not be told, beginning again resource={}", resource, broken);
      }
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
  }

  private void tell(StoreEvent event) {
    loops.forEach(loop -> loop.changed(event));
  }

  /// A hint that got lost makes things later by so much at most.
  private void markAllNowAndThen() throws InterruptedException {
    while (true) {
      TimeUnit.NANOSECONDS.sleep(ALL_EVERY.toNanos());
      try {
        loops.forEach(DutyLoop::markAll);
      } catch (RuntimeException broken) {
        LOG.error("not everything could be marked, trying again", broken);
      }
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    loops.forEach(DutyLoop::close);
    try {
      for (Thread thread : threads) {
        thread.join(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @FunctionalInterface
  private interface Loop {
    void run() throws InterruptedException;
  }
}
