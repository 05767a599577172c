package io.ciao.apiserver.duty;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What has to be looked at again; a key that is marked twice is there once. Safe for many threads.
///
/// @param <K> what is looked at
public final class Marks<K> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition marked = lock.newCondition();
  private Set<K> keys = new LinkedHashSet<>();
  private boolean all;

  /// What was marked.
  ///
  /// @param all whether everything has to be looked at, whatever `keys` says
  public record Taken<K>(Set<K> keys, boolean all) {}

  public void add(K key) {
    lock.lock();
    try {
      keys.add(key);
      marked.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Marks everything.
  public void addAll() {
    lock.lock();
    try {
      all = true;
      marked.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a mark, but no longer than `wait`, after which everything is due.
  public void await(Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = wait.toNanos();
      while (keys.isEmpty() && !all && left > 0) {
        left = marked.awaitNanos(left);
      }
      all |= keys.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Takes all marks that there are.
  public Taken<K> take() {
    lock.lock();
    try {
      Taken<K> taken = new Taken<>(keys, all);
      keys = new LinkedHashSet<>();
      all = false;
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
