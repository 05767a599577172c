package io.ciao.apiserver.paging;

import io.ciao.store.Listing;
import io.ciao.store.Selection;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Lists of moments whose pages are being read. An object costs a reference as long as the cache
/// holds it too; superseded ones are what is paid for. Safe for many threads.
final class ListSnapshots {
  private static final Duration KEPT = Duration.ofMinutes(3);
  private static final int LISTS_MAX = 64;

  /// About 100 MiB of objects if every one was superseded since; a page costs etcd a read then.
  private static final int OBJECTS_MAX = 50_000;

  private record Moment(Selection selection, long version) {}

  private record Kept(Listing listing, long used) {}

  private final LongSupplier nanos;

  /// The longest unused first.
  private final Map<Moment, Kept> kept = new LinkedHashMap<>();

  private int objects;

  ListSnapshots(LongSupplier nanos) {
    this.nanos = nanos;
  }

  synchronized Optional<Listing> find(Selection selection, long version) {
    dropOld();
    Moment moment = new Moment(selection, version);
    Kept found = kept.remove(moment);
    if (found == null) {
      return Optional.empty();
    }
    kept.put(moment, new Kept(found.listing, nanos.getAsLong()));
    return Optional.of(found.listing);
  }

  synchronized void keep(Selection selection, Listing listing) {
    dropOld();
    Moment moment = new Moment(selection, listing.version());
    Kept before = kept.remove(moment);
    if (before != null) {
      objects -= before.listing.objects().size();
    }
    kept.put(moment, new Kept(listing, nanos.getAsLong()));
    objects += listing.objects().size();
    Iterator<Kept> oldest = kept.values().iterator();
    while (kept.size() > LISTS_MAX || (objects > OBJECTS_MAX && kept.size() > 1)) {
      drop(oldest);
    }
  }

  synchronized int size() {
    return kept.size();
  }

  /// They stand in the order of their use, so that the first young one ends it.
  private void dropOld() {
    long now = nanos.getAsLong();
    while (!kept.isEmpty()) {
      Iterator<Kept> oldest = kept.values().iterator();
      Kept first = oldest.next();
      if (now - first.used < KEPT.toNanos()) {
        return;
      }
      objects -= first.listing.objects().size();
      oldest.remove();
    }
  }

  private void drop(Iterator<Kept> oldest) {
    objects -= oldest.next().listing.objects().size();
    oldest.remove();
  }
}
