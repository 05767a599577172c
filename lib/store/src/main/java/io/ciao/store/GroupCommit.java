package io.ciao.store;

import io.ciao.store.EtcdCallException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Gathers what many writers commit at the same time into few etcd transactions.
///
/// While fewer than [#IN_FLIGHT] transactions are under way a plan is sent at once. What comes in
/// meanwhile waits, and goes out packed as soon as one of them is answered: the more writers, the
/// fuller the transactions; a lone writer waits for nobody. A plan that does not fit to the one
/// before it is left for the next transaction; the oldest is always taken, so none is left for
/// ever. Safe for many threads.
final class GroupCommit {
  /// Transactions under way.
  static final int IN_FLIGHT = 4;

  /// Waiting plans looked at for one transaction.
  private static final int LOOK = 64;

  private final TxnSender sender;
  private final Duration patience;
  private final StoreCounters counters;
  private final Object lock = new Object();
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private int busy;

  private record Waiting(CommitPlan plan, CompletableFuture<TxnAnswer> answer) {}

  /// @param patience for one transaction's answer
  GroupCommit(TxnSender sender, Duration patience, StoreCounters counters) {
    this.sender = sender;
    this.patience = patience;
    this.counters = counters;
  }

  /// Sends a plan once, alone or with others.
  ///
  /// @param wait how long it may stand in the queue
  /// @throws EtcdCallException of kind UNSENT if its turn did not come in time
  TxnAnswer send(CommitPlan plan, Duration wait) throws EtcdCallException {
    Waiting mine = new Waiting(plan, new CompletableFuture<>());
    boolean atOnce;
    synchronized (lock) {
      atOnce = queue.isEmpty() && busy < IN_FLIGHT;
      if (atOnce) {
        busy++;
      } else {
        queue.add(mine);
        dispatch();
      }
    }
    if (atOnce) {
      serve(List.of(mine));
    }
    return await(mine, wait);
  }

  /// Plans that wait for their turn.
  int waiting() {
    synchronized (lock) {
      return queue.size();
    }
  }

  private TxnAnswer await(Waiting mine, Duration wait) throws EtcdCallException {
    String what = mine.plan().what();
    try {
      try {
        return mine.answer().get(wait.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (leave(mine)) {
          throw new EtcdCallException(
              Kind.UNSENT, what + ": not sent within " + wait.toMillis() + " ms", e);
        }
        // It is under way; its transaction's own patience ends the wait.
        return mine.answer().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EtcdCallException failure) {
        throw failure;
      }
      throw new IllegalStateException(what, e.getCause());
    } catch (InterruptedException e) {
      leave(mine);
      Thread.currentThread().interrupt();
      throw new EtcdCallException(Kind.INTERRUPTED, what + ": interrupted", e);
    }
  }

  /// Whether it was still in the queue.
  private boolean leave(Waiting mine) {
    synchronized (lock) {
      return queue.remove(mine);
    }
  }

  /// Called with the lock held.
  private void dispatch() {
    while (busy < IN_FLIGHT && !queue.isEmpty()) {
      List<Waiting> batch = next();
      busy++;
      Thread.ofVirtual().name("store-commit").start(() -> serve(batch));
    }
  }

  private List<Waiting> next() {
    Waiting first = queue.remove();
    Pack pack = new Pack(first.plan());
    List<Waiting> batch = new ArrayList<>();
    batch.add(first);
    Iterator<Waiting> more = queue.iterator();
    for (int i = 0; i < LOOK && more.hasNext() && !pack.isFull(); i++) {
      Waiting candidate = more.next();
      if (pack.offer(candidate.plan())) {
        batch.add(candidate);
        more.remove();
      }
    }
    return batch;
  }

  private void serve(List<Waiting> batch) {
    try {
      answer(batch);
    } catch (EtcdCallException | RuntimeException e) {
      batch.forEach(each -> each.answer().completeExceptionally(e));
    } finally {
      synchronized (lock) {
        busy--;
        dispatch();
      }
    }
  }

  private void answer(List<Waiting> batch) throws EtcdCallException {
    counters.transactions.increment();
    List<TxnAnswer> answers;
    try {
      answers = sender.send(batch.stream().map(Waiting::plan).toList(), patience);
    } catch (EtcdCallException e) {
      if (e.kind() != Kind.REJECTED || batch.size() == 1) {
        throw e;
      }
      // One of them is at fault, and nothing was done: each is told for itself.
      for (Waiting each : batch) {
        serveAlone(each);
      }
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).answer().complete(answers.get(i));
    }
  }

  private void serveAlone(Waiting each) {
    try {
      each.answer().complete(sender.send(List.of(each.plan()), patience).getFirst());
    } catch (EtcdCallException | RuntimeException e) {
      each.answer().completeExceptionally(e);
    }
  }
}
