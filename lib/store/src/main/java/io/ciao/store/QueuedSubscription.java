package io.ciao.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One client's watch: a bounded queue between the hub and the client's thread.
final class QueuedSubscription implements Subscription {
  private final WatchHub hub;
  private final Selection selection;
  private final long after;
  private final int bound;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<StoreEvent> queue = new ArrayDeque<>();
  private long told;
  private @Nullable String lost;
  private boolean closed;

  /// @param after the version from which on the client has not seen
  QueuedSubscription(WatchHub hub, Selection selection, long after, int bound) {
    this.hub = hub;
    this.selection = selection;
    this.after = after;
    this.told = after;
    this.bound = bound;
  }

  Selection selection() {
    return selection;
  }

  /// Takes an event if it concerns this watch. Called by the hub, in order of version.
  ///
  /// @return false if the client has fallen behind its bound and the watch is over
  boolean offer(StoreEvent event) {
    if (event.version() <= after || !concerns(event)) {
      return true;
    }
    lock.lock();
    try {
      if (queue.size() >= bound) {
        expire("the watch fell more than " + bound + " events behind; list again");
        return false;
      }
      queue.add(event);
      arrived.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the watch after what is queued: events were lost.
  void expire(String reason) {
    lock.lock();
    try {
      if (lost == null) {
        lost = reason;
      }
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable StoreEvent poll(Duration wait) throws InterruptedException, Expired {
    lock.lockInterruptibly();
    try {
      long left = wait.toNanos();
      while (queue.isEmpty() && lost == null && !closed && left > 0) {
        left = arrived.awaitNanos(left);
      }
      if (closed) {
        return null;
      }
      StoreEvent event = queue.isEmpty() ? null : take();
      if (event != null) {
        return event;
      }
      requireWhole();
      return progress();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<StoreEvent> drain(int max) throws Expired {
    lock.lock();
    try {
      if (queue.isEmpty() && !closed) {
        requireWhole();
      }
      List<StoreEvent> events = new ArrayList<>(Math.min(max, queue.size()));
      while (events.size() < max && !queue.isEmpty()) {
        events.add(take());
      }
      return events;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    hub.remove(this);
    lock.lock();
    try {
      closed = true;
      queue.clear();
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private StoreEvent take() {
    StoreEvent event = queue.remove();
    told = Math.max(told, event.version());
    return event;
  }

  private void requireWhole() throws Expired {
    if (lost != null) {
      throw new Expired(lost);
    }
  }

  /// The hub's version is read before the queue is looked at again: all events up to it were
  /// offered before.
  private @Nullable StoreEvent progress() {
    long dispatched = hub.dispatched();
    if (!queue.isEmpty()) {
      return take();
    }
    if (dispatched <= told) {
      return null;
    }
    told = dispatched;
    return new StoreEvent.Progress(dispatched);
  }

  private boolean concerns(StoreEvent event) {
    return switch (event) {
      case StoreEvent.Put(StoredObject object, StoredObject previous) ->
          selection.matches(object) || (previous != null && selection.matches(previous));
      case StoreEvent.Deleted(StoredObject last) -> selection.matches(last);
      case StoreEvent.Progress progress -> false;
    };
  }
}
