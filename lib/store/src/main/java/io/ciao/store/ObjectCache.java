package io.ciao.store;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// All objects as of one revision, indexed. One thread changes it; a revision becomes visible as a
/// whole.
final class ObjectCache {
  private final InstantSource clock;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Condition moved = lock.writeLock().newCondition();
  private final Map<String, ResourceTable> tables = new HashMap<>();
  private final TreeMap<String, Unreadable> unreadable = new TreeMap<>();
  private long applied;
  private long announced;
  private long restores;

  ObjectCache(InstantSource clock) {
    this.clock = clock;
  }

  /// Applies one revision; returns what watches are told, in the order given. Once they are told,
  /// [#announce] lets waiting readers go on.
  List<StoreEvent> apply(long revision, List<CacheChange> changes) {
    lock.writeLock().lock();
    try {
      List<StoreEvent> events = new ArrayList<>(changes.size());
      for (CacheChange change : changes) {
        StoreEvent event = apply(change);
        if (event != null) {
          events.add(event);
        }
      }
      applied = revision;
      return events;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// Cache and watches show everything up to what is applied.
  void announce() {
    lock.writeLock().lock();
    try {
      announced = applied;
      moved.signalAll();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// Replaces everything by what a list at a revision found.
  ///
  /// @param spoiled keys left out; their last good version, where there is one, is among `objects`
  void replace(
      long listRevision,
      long listRestores,
      List<StoredObject> objects,
      List<CacheChange.Spoil> spoiled) {
    lock.writeLock().lock();
    try {
      Map<String, Unreadable> known = new HashMap<>(unreadable);
      tables.clear();
      unreadable.clear();
      objects.forEach(object -> table(object.key().resource()).put(object));
      for (CacheChange.Spoil spoil : spoiled) {
        Unreadable before = known.get(spoil.etcdKey());
        spoil(spoil, before != null && before.modRevision() == spoil.modRevision() ? before : null);
      }
      applied = listRevision;
      restores = listRestores;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// Waits until cache and watches show the revision.
  boolean await(long revision, long nanos) throws InterruptedException {
    lock.writeLock().lockInterruptibly();
    try {
      long left = nanos;
      while (announced < revision) {
        if (left <= 0) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  long applied() {
    lock.readLock().lock();
    try {
      return applied;
    } finally {
      lock.readLock().unlock();
    }
  }

  long restores() {
    lock.readLock().lock();
    try {
      return restores;
    } finally {
      lock.readLock().unlock();
    }
  }

  /// The list version reached; 0 before the first list.
  long version() {
    lock.readLock().lock();
    try {
      return applied == 0 ? 0 : ResourceVersions.ofList(restores, applied);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Nullable StoredObject get(ResourceKey key) {
    lock.readLock().lock();
    try {
      ResourceTable table = tables.get(key.resource());
      return table == null ? null : table.get(key);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Nullable StoredObject getByUid(String resource, String uid) {
    lock.readLock().lock();
    try {
      ResourceTable table = tables.get(resource);
      return table == null ? null : table.getByUid(uid);
    } finally {
      lock.readLock().unlock();
    }
  }

  Listing list(Selection selection) {
    lock.readLock().lock();
    try {
      ResourceTable table = tables.get(selection.resource());
      List<StoredObject> found = table == null ? List.of() : table.list(selection);
      return new Listing(found, ResourceVersions.ofList(restores, applied));
    } finally {
      lock.readLock().unlock();
    }
  }

  List<Unreadable> unreadable() {
    lock.readLock().lock();
    try {
      return List.copyOf(unreadable.values());
    } finally {
      lock.readLock().unlock();
    }
  }

  /// The revision of the bad value that stands where the given revision of the key is served; empty
  /// if what is served is what is stored.
  OptionalLong storedInstead(ResourceKey key, long servedRevision) {
    lock.readLock().lock();
    try {
      Unreadable bad = unreadable.get(key.etcdKey());
      if (bad == null || bad.served().isEmpty()) {
        return OptionalLong.empty();
      }
      long served = ResourceVersions.revision(bad.served().get().version());
      return served == servedRevision ? OptionalLong.of(bad.modRevision()) : OptionalLong.empty();
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Every key with the revision that wrote what is stored there, as of the revision applied.
  record Revisions(long applied, Map<String, Long> byKey) {}

  Revisions revisions() {
    lock.readLock().lock();
    try {
      Map<String, Long> byKey = new HashMap<>();
      for (ResourceTable table : tables.values()) {
        for (StoredObject object : table.all()) {
          byKey.put(object.key().etcdKey(), ResourceVersions.revision(object.version()));
        }
      }
      unreadable.values().forEach(bad -> byKey.put(bad.key(), bad.modRevision()));
      return new Revisions(applied, byKey);
    } finally {
      lock.readLock().unlock();
    }
  }

  private @Nullable StoreEvent apply(CacheChange change) {
    return switch (change) {
      case CacheChange.Upsert(StoredObject object) -> {
        unreadable.remove(object.key().etcdKey());
        yield new StoreEvent.Put(object, table(object.key().resource()).put(object));
      }
      case CacheChange.Spoil spoil -> {
        spoil(spoil, null);
        yield null;
      }
      case CacheChange.Remove(String etcdKey, long version) -> {
        unreadable.remove(etcdKey);
        yield remove(etcdKey, version);
      }
    };
  }

  private @Nullable StoreEvent remove(String etcdKey, long version) {
    ResourceKey key = ResourceKey.parse(etcdKey).orElse(null);
    StoredObject last = key == null ? null : table(key.resource()).remove(key);
    return last == null ? null : new StoreEvent.Deleted(last.at(version));
  }

  private void spoil(CacheChange.Spoil spoil, @Nullable Unreadable before) {
    Optional<StoredObject> served =
        ResourceKey.parse(spoil.etcdKey()).map(key -> table(key.resource()).get(key));
    unreadable.put(
        spoil.etcdKey(),
        new Unreadable(
            spoil.etcdKey(),
            spoil.reason(),
            before == null ? clock.instant() : before.since(),
            spoil.modRevision(),
            spoil.byHand(),
            served));
  }

  private ResourceTable table(String resource) {
    return tables.computeIfAbsent(resource, name -> new ResourceTable());
  }
}
