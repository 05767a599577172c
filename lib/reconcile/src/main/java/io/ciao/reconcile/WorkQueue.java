package io.ciao.reconcile;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Keys that wait for a pass. Four promises:
///
/// 1. A key that is added while it waits is handed out once.
/// 2. A key that is added while its pass runs is handed out again after that pass, never beside it.
/// 3. Keys are handed out in the order in which they became due.
/// 4. A delayed key that is added without delay is handed out at once; of two delays the shorter
///    holds.
///
/// Safe for many threads. After [#close()] nothing more is handed out.
public final class WorkQueue<K> implements AutoCloseable {
  private record Due<T>(T key, long atNanos, long order) {

    /// By difference, since a monotonic clock may run over the end of the numbers.
    static int compare(Due<?> one, Due<?> other) {
      var byTime = Long.signum(one.atNanos - other.atNanos);
      return byTime != 0 ? byTime : Long.compare(one.order, other.order);
    }
  }

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<K> ready = new ArrayDeque<>();
  private final Set<K> waiting = new HashSet<>();
  private final Set<K> running = new HashSet<>();
  private final Set<K> againAfterRun = new HashSet<>();
  private final Map<K, Due<K>> delayed = new HashMap<>();
  private final TreeSet<Due<K>> delays = new TreeSet<>(Due::compare);
  private long order;
  private boolean closed;

  /// @param nanoTime a monotonic clock in nanoseconds, `System::nanoTime` outside tests
  public WorkQueue(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Marks the key: a pass is due now.
  public void add(K key) {
    lock.lock();
    try {
      // What became due before comes before.
      releaseDue();
      forgetDelay(key);
      mark(key);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Marks the key: a pass is due after the delay, unless one becomes due before.
  public void addAfter(K key, Duration delay) {
    lock.lock();
    try {
      var at = nanoTime.getAsLong() + Math.max(0, delay.toNanos());
      var present = delayed.get(key);
      if (waiting.contains(key)
          || againAfterRun.contains(key)
          || (present != null && present.atNanos() - at <= 0)) {
        return;
      }
      forgetDelay(key);
      var due = new Due<>(key, at, order++);
      delayed.put(key, due);
      delays.add(due);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a key. Its pass runs from now until [#done(Object)]. Empty once the queue is closed.
  public Optional<K> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        var key = next();
        if (key != null) {
          return Optional.of(key);
        }
        if (delays.isEmpty()) {
          changed.await();
        } else {
          changed.awaitNanos(delays.getFirst().atNanos() - nanoTime.getAsLong());
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// As [#take()], without waiting: empty if no key is due.
  Optional<K> poll() {
    lock.lock();
    try {
      return closed ? Optional.empty() : Optional.ofNullable(next());
    } finally {
      lock.unlock();
    }
  }

  /// The pass over this key has ended.
  public void done(K key) {
    lock.lock();
    try {
      releaseDue();
      running.remove(key);
      if (againAfterRun.remove(key)) {
        mark(key);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// How many keys are due or running; delayed ones are not counted.
  public int depth() {
    lock.lock();
    try {
      return ready.size() + running.size();
    } finally {
      lock.unlock();
    }
  }

  /// The queue's clock.
  long now() {
    return nanoTime.getAsLong();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable K next() {
    releaseDue();
    var key = ready.poll();
    if (key != null) {
      waiting.remove(key);
      running.add(key);
    }
    return key;
  }

  private void mark(K key) {
    if (running.contains(key)) {
      againAfterRun.add(key);
    } else if (waiting.add(key)) {
      ready.add(key);
    }
  }

  private void forgetDelay(K key) {
    var due = delayed.remove(key);
    if (due != null) {
      delays.remove(due);
    }
  }

  /// Moves what has become due.
  private void releaseDue() {
    var now = nanoTime.getAsLong();
    while (!delays.isEmpty() && delays.getFirst().atNanos() - now <= 0) {
      var due = delays.removeFirst();
      delayed.remove(due.key());
      mark(due.key());
    }
  }
}
