package io.ciao.simulation;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.ResourceType;
import io.ciao.api.client.WatchEvent;
import io.ciao.reconcile.Informer;
import io.ciao.reconcile.Source;
import io.ciao.store.Expired;
import io.ciao.store.MemoryStore;
import io.ciao.store.Selection;
import io.ciao.store.StoreEvent;
import io.ciao.store.StoredObject;
import io.ciao.store.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// What an informer reads: the store, as far as it is told. The informer has its thread, but that
/// moves only while this waits for it.
final class StoreSource implements Source {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final MemoryStore store;
  private final Selection selection;
  private final LinkedBlockingQueue<Handed> handed = new LinkedBlockingQueue<>();
  private final Deque<StoreEvent> ahead = new ArrayDeque<>();
  private final Semaphore lists = new Semaphore(0);
  private @Nullable Subscription subscription;

  private sealed interface Handed {
    record Event(WatchEvent event) implements Handed {}

    /// The connection broke.
    record Broken() implements Handed {}

    /// The watch is too far behind.
    record TooOld() implements Handed {}
  }

  StoreSource(MemoryStore store, ResourceType type) {
    this.store = store;
    this.selection = Selection.of(type.plural());
  }

  @Override
  public ObjectList list() {
    var listing = store.list(selection);
    lists.release();
    return new ObjectList(
        listing.objects().stream().map(StoredObject::tree).toList(),
        Long.toString(listing.version()));
  }

  @Override
  public Events watch(String resourceVersion) {
    return new Events() {
      @Override
      public Optional<WatchEvent> next() {
        try {
          return switch (handed.take()) {
            case Handed.Event(var event) -> Optional.of(event);
            case Handed.Broken _ -> throw new ApiUnreachableException("broke", new IOException());
            case Handed.TooOld _ -> throw new ApiException(410, "Expired", "too old", List.of());
          };
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new ApiUnreachableException("interrupted", new IOException(e));
        }
      }

      @Override
      public void close() {}
    };
  }

  /// Hands over what happened up to that version; whoever calls waits for the informer then.
  void handUpTo(long version, Informer<?> informer) {
    if (version <= informer.version()) {
      return;
    }
    try {
      if (subscription == null) {
        subscription = store.watch(selection, informer.version());
      }
      ahead.addAll(subscription.drain(Integer.MAX_VALUE));
    } catch (Expired e) {
      throw new IllegalStateException(e);
    }
    while (!ahead.isEmpty() && ahead.peekFirst().version() <= version) {
      switch (ahead.removeFirst()) {
        case StoreEvent.Put put ->
            handed.add(new Handed.Event(new WatchEvent.Upserted(put.object().tree())));
        case StoreEvent.Deleted deleted ->
            handed.add(new Handed.Event(new WatchEvent.Deleted(deleted.last().tree())));
        case StoreEvent.Progress _ -> {}
      }
    }
    handed.add(new Handed.Event(new WatchEvent.Bookmark(Long.toString(version), false)));
  }

  /// The connection breaks; the informer goes on where it was.
  void breakOff() {
    handed.add(new Handed.Broken());
  }

  /// What happened meanwhile is not told any more: the informer has to list.
  void expire(Informer<?> informer) throws InterruptedException {
    lists.drainPermits();
    handed.add(new Handed.TooOld());
    lists.acquire();
    ahead.clear();
    if (subscription != null) {
      subscription.close();
      subscription = null;
    }
    if (!informer.awaitVersion(store.currentVersion(), LONG)) {
      throw new IllegalStateException("the informer does not list");
    }
  }

  static void await(Informer<?> informer, long version) throws InterruptedException {
    if (!informer.awaitVersion(version, LONG)) {
      throw new IllegalStateException("the informer does not come up to " + version);
    }
  }
}
