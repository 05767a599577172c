package io.ciao.apiserver.quota;

import io.ciao.store.Change;
import io.ciao.store.CommitResult;
import io.ciao.store.CommitResult.Cause;
import io.ciao.store.CommitResult.Committed;
import io.ciao.store.CommitResult.Refused;
import io.ciao.store.CommitResult.TermLost;
import io.ciao.store.Expected;
import io.ciao.store.Guard;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.Room;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import io.ciao.store.SystemKeys;
import io.ciao.store.SystemValue;
import io.ciao.store.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// The charged writes of one tenant, one after the other: up to eight objects and one new usage in
/// one transaction, all or nothing. An item whose own condition fails is answered and the others
/// are sent again; a usage that somebody else wrote is taken over from the answer.
///
/// Safe for many threads; a virtual thread runs while there is something to do.
final class TenantQueue {
  /// More than what two apiservers do to each other before one of them comes through.
  private static final int ATTEMPTS_MAX = 64;

  private final ResourceStore store;
  private final String tenant;
  private final String key;
  private final Deque<Item> waiting = new ArrayDeque<>();
  private boolean running;
  private @Nullable Known known;

  TenantQueue(ResourceStore store, String tenant) {
    this.store = store;
    this.tenant = tenant;
    this.key = SystemKeys.usage(tenant);
  }

  /// The usage as it was read or written last.
  ///
  /// @param current whether it was read after every item of this batch was handed in
  private record Known(Usage usage, Expected expected, boolean current) {}

  private record Item(
      Transaction transaction, UsageChange change, CompletableFuture<CommitResult> result) {}

  CommitResult commit(Transaction transaction, UsageChange change)
      throws StoreException, QuotaExceeded {
    Item item = new Item(transaction, change, new CompletableFuture<>());
    synchronized (waiting) {
      waiting.add(item);
      if (!running) {
        running = true;
        Thread.ofVirtual().name("quota-" + tenant).start(this::drain);
      }
    }
    try {
      return item.result().join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case StoreException failed -> throw failed;
        case QuotaExceeded exceeded -> throw exceeded;
        case Error broken -> throw broken;
        case null, default -> throw e;
      }
    }
  }

  /// Whatever a batch ends with, its writers are answered and the next one has its turn.
  private void drain() {
    while (true) {
      List<Item> batch = take();
      if (batch.isEmpty()) {
        return;
      }
      try {
        run(batch);
      } catch (StoreException | RuntimeException | Error failed) {
        known = null;
        batch.forEach(item -> item.result().completeExceptionally(failed));
      }
    }
  }

  /// The next items that may share a transaction, in their order; none ends the thread.
  private List<Item> take() {
    synchronized (waiting) {
      List<Item> batch = new ArrayList<>();
      Room room = new Room();
      while (!waiting.isEmpty() && room.offer(waiting.getFirst().transaction())) {
        batch.add(waiting.removeFirst());
      }
      running = !batch.isEmpty();
      return batch;
    }
  }

  private void run(List<Item> batch) throws StoreException {
    List<Item> left = new ArrayList<>(batch);
    if (known != null) {
      known = new Known(known.usage(), known.expected(), false);
    }
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      Known base = known == null ? read() : known;
      Usage next = charge(base, left);
      if (next == null) {
        known = read();
        continue;
      }
      if (left.isEmpty()) {
        return;
      }
      if (settle(left, next, store.commit(transaction(left, base, next)))) {
        return;
      }
    }
    throw new StoreException.Timeout(
        "the usage of tenant " + tenant + " changed " + ATTEMPTS_MAX + " times meanwhile", null);
  }

  /// The usage with every item that fits charged; those that do not are answered and leave. Null if
  /// one does not fit by a usage that may be old.
  private static @Nullable Usage charge(Known base, List<Item> left) {
    Usage usage = base.usage();
    List<Item> leaving = new ArrayList<>();
    for (Item item : left) {
      switch (usage.apply(item.change())) {
        case Usage.Outcome.Fits(Usage more) -> usage = more;
        case Usage.Outcome.Exceeds(String message) -> {
          if (!base.current()) {
            return null;
          }
          item.result().completeExceptionally(new QuotaExceeded(message));
          leaving.add(item);
        }
      }
    }
    left.removeAll(leaving);
    return usage;
  }

  private Known read() throws StoreException {
    SystemValue value = store.readSystem(key);
    return known(value);
  }

  private static Known known(SystemValue value) {
    Usage usage = value.value() == null ? Usage.NONE : Usage.read(value.value());
    return new Known(usage, Expected.asRead(value), true);
  }

  /// Items first, in order, the usage last.
  private Transaction transaction(List<Item> items, Known base, Usage next) {
    List<Change> changes = new ArrayList<>();
    Set<Guard> guards = new LinkedHashSet<>();
    for (Item item : items) {
      changes.addAll(item.transaction().changes());
      guards.addAll(item.transaction().guards());
    }
    changes.add(new Change.PutSystem(key, next.text(), base.expected()));
    return new Transaction(changes, List.copyOf(guards));
  }

  /// Answers whom the result concerns.
  ///
  /// @return whether all are answered
  private boolean settle(List<Item> left, Usage next, CommitResult result) {
    switch (result) {
      case Committed committed -> {
        known = new Known(next, new Expected.ModRevision(committed.revision()), false);
        left.forEach(item -> item.result().complete(part(committed, item)));
        return true;
      }
      case TermLost lost -> {
        Guard guard = new Guard.LeaderTerm(lost.term());
        answer(left, item -> item.transaction().guards().contains(guard), _ -> lost);
      }
      case Refused refused -> refused(left, refused);
    }
    return left.isEmpty();
  }

  private void refused(List<Item> left, Refused refused) {
    switch (refused.cause()) {
      case Cause.GuardFailed(int _, Guard guard) ->
          answer(
              left,
              item -> item.transaction().guards().contains(guard),
              item -> {
                int index = item.transaction().guards().indexOf(guard);
                return new Refused(
                    new Cause.GuardFailed(index, guard), refused.current(), refused.system());
              });
      case Cause.ChangeFailed(int _, Change change) -> {
        if (change instanceof Change.SystemChange system && system.key().equals(key)) {
          known = refused.system() == null ? null : known(refused.system());
          return;
        }
        answer(
            left,
            item -> item.transaction().changes().contains(change),
            item -> {
              int index = item.transaction().changes().indexOf(change);
              return new Refused(
                  new Cause.ChangeFailed(index, change), refused.current(), refused.system());
            });
      }
    }
  }

  private static void answer(
      List<Item> left,
      java.util.function.Predicate<Item> concerns,
      java.util.function.Function<Item, CommitResult> result) {
    List<Item> leaving = left.stream().filter(concerns).toList();
    leaving.forEach(item -> item.result().complete(result.apply(item)));
    left.removeAll(leaving);
    if (leaving.isEmpty()) {
      throw new IllegalStateException("a condition failed that no write of the batch has");
    }
  }

  private static Committed part(Committed committed, Item item) {
    Map<ResourceKey, StoredObject> own = new HashMap<>();
    for (Change change : item.transaction().changes()) {
      if (change instanceof Change.ResourceChange resource) {
        StoredObject object = committed.objects().get(resource.key());
        if (object != null) {
          own.put(resource.key(), object);
        }
      }
    }
    return new Committed(own, committed.revision());
  }
}
