package io.ciao.apiserver.duty;

import io.ciao.apiserver.status.RequestRefused;
import io.ciao.store.Expired;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreEvent;
import io.ciao.store.StoreException;
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
/// Threads, all virtual: one a resource, which tells every duty what changed; one a duty for its
/// passes. A duty works at most a quarter of the time, so that a flood of changes (ten thousand
/// objects of one tenant going) does not take the machine from requests.
public final class Duties implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Duties.class);
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration REST_MAX = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int REST_PER_WORK = 3;
  private static final int EVENTS_AT_ONCE = 1_024;

  private final ResourceStore store;
  private final List<Duty> duties;
  private final Runnable termLost;
  private final LongSupplier nanos;
  private final List<Thread> threads = new ArrayList<>();

  private Duties(ResourceStore store, List<Duty> duties, Runnable termLost, LongSupplier nanos) {
    this.store = store;
    this.duties = List.copyOf(duties);
    this.termLost = termLost;
    this.nanos = nanos;
  }

  /// Begins.
  ///
  /// @param resources the plurals of all kinds that are stored
  /// @param termLost called, maybe several times, when a write finds that the term is over
  /// @param nanos monotonic
  public static Duties start(
      ResourceStore store,
      List<String> resources,
      List<Duty> duties,
      Runnable termLost,
      LongSupplier nanos) {
    Duties started = new Duties(store, duties, termLost, nanos);
    for (String resource : resources) {
      started.begin("changes-" + resource, () -> started.follow(resource));
    }
    for (Duty duty : duties) {
      started.begin("leader-" + duty.name().replace(' ', '-'), () -> started.serve(duty));
    }
    return started;
  }

  private void begin(String name, Loop loop) {
    threads.add(Thread.ofVirtual().name(name).start(() -> run(name, loop)));
  }

  private static void run(String name, Loop loop) {
    try {
      loop.run();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException broken) {
      LOG.error("a thread of the leader ended thread={}", name, broken);
    }
  }

  private void follow(String resource) throws InterruptedException {
    while (true) {
      long version = store.currentVersion();
      try (Subscription changes = store.watch(resource, null, version)) {
        duties.forEach(Duty::missed);
        while (true) {
          StoreEvent event = changes.poll(QUIET);
          if (event != null) {
            tell(event);
            changes.drain(EVENTS_AT_ONCE).forEach(this::tell);
          }
        }
      } catch (Expired expired) {
        LOG.debug("changes missed resource={} because={}", resource, expired.getMessage());
        pause();
      } catch (RuntimeException broken) {
        LOG.error("changes could not be told, beginning again resource={}", resource, broken);
        pause();
      }
    }
  }

  private void tell(StoreEvent event) {
    duties.forEach(duty -> duty.changed(event));
  }

  private void serve(Duty duty) throws InterruptedException {
    while (true) {
      try {
        duty.await();
        long begun = nanos.getAsLong();
        duty.pass();
        long worked = nanos.getAsLong() - begun;
        TimeUnit.NANOSECONDS.sleep(Math.min(worked * REST_PER_WORK, REST_MAX.toNanos()));
      } catch (RequestRefused refused) {
        if (refused.error().code() == 412) {
          termLost.run();
          return;
        }
        LOG.warn(
            "the leader's pass failed, trying again duty={} error={}",
            duty.name(),
            refused.error().message());
        again(duty);
      } catch (StoreException e) {
        LOG.debug("the leader's pass waits duty={} error={}", duty.name(), e.getMessage());
        again(duty);
      } catch (RuntimeException broken) {
        LOG.error("the leader's pass is broken, trying again duty={}", duty.name(), broken);
        again(duty);
      }
    }
  }

  /// What a failed pass had taken is looked at with everything else.
  private static void again(Duty duty) throws InterruptedException {
    duty.missed();
    pause();
  }

  private static void pause() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
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
