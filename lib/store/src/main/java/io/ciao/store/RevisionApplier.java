package io.ciao.store;

import io.ciao.store.ValueDecoder.Bad;
import io.ciao.store.ValueDecoder.Good;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.watch.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Turns etcd's events into the cache's state and the watches' events, one whole revision at a
/// time.
final class RevisionApplier {
  private final ObjectCache cache;
  private final WatchHub hub;
  private final ValueDecoder decoder;
  private final StoreCounters counters;

  RevisionApplier(ObjectCache cache, WatchHub hub, ValueDecoder decoder, StoreCounters counters) {
    this.cache = cache;
    this.hub = hub;
    this.decoder = decoder;
    this.counters = counters;
  }

  /// How a batch ended.
  enum Outcome {
    APPLIED,
    /// A revision is missing before the next event; everything before the gap is applied.
    GAP,
    /// The cluster was restored: versions now count differently.
    RESTORED
  }

  /// Applies a batch. Revisions applied before are left out; every revision has an event, so a
  /// missing one is seen.
  Outcome apply(List<WatchEvent> events) {
    int from = 0;
    while (from < events.size()) {
      long revision = revision(events.get(from));
      int to = from + 1;
      while (to < events.size() && revision(events.get(to)) == revision) {
        to++;
      }
      long applied = cache.applied();
      if (revision <= applied) {
        counters.duplicates.increment();
      } else if (revision > applied + 1) {
        counters.gaps.increment();
        return Outcome.GAP;
      } else {
        List<WatchEvent> whole = events.subList(from, to);
        if (whole.stream().anyMatch(RevisionApplier::restores)) {
          return Outcome.RESTORED;
        }
        applyRevision(revision, whole);
      }
      from = to;
    }
    return Outcome.APPLIED;
  }

  private void applyRevision(long revision, List<WatchEvent> events) {
    long restores = cache.restores();
    List<Placed> placed = new ArrayList<>(events.size());
    // A key changes at most once in a revision; etcd 3.4 may deliver that change twice.
    Set<String> keys = new HashSet<>();
    for (WatchEvent event : events) {
      String key = event.getKeyValue().getKey().toString(StandardCharsets.UTF_8);
      if (!keys.add(key)) {
        counters.duplicates.increment();
      } else if (key.startsWith(ResourceKey.PREFIX)) {
        int place = ResourceVersions.place(key);
        placed.add(new Placed(place, change(key, place, event, restores)));
      }
    }
    placed.sort(Comparator.comparingInt(Placed::place));
    List<StoreEvent> told = cache.apply(revision, placed.stream().map(Placed::change).toList());
    counters.events.add(told.size());
    hub.dispatch(told, ResourceVersions.ofList(restores, revision));
    cache.announce();
  }

  private CacheChange change(String key, int place, WatchEvent event, long restores) {
    KeyValue value = event.getKeyValue();
    long revision = value.getModRevision();
    return switch (event.getEventType()) {
      case DELETE ->
          new CacheChange.Remove(key, ResourceVersions.encode(restores, revision, place));
      case PUT, UNRECOGNIZED ->
          switch (decoder.arrived(key, value.getValue(), restores, revision)) {
            case Good(StoredObject object) -> new CacheChange.Upsert(object);
            case Bad(String reason, boolean byHand) ->
                new CacheChange.Spoil(key, reason, revision, byHand);
          };
    };
  }

  private static long revision(WatchEvent event) {
    return event.getKeyValue().getModRevision();
  }

  private static boolean restores(WatchEvent event) {
    return SystemKeys.RESTORES.equals(
        event.getKeyValue().getKey().toString(StandardCharsets.UTF_8));
  }

  private record Placed(int place, CacheChange change) {}
}
