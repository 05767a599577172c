package io.ciao.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// The latest events in order of version, for watches that begin in the past. Bounded by count,
/// bytes and age; not safe for several threads.
final class EventLog {
  private final CacheLimits limits;
  private final LongSupplier nanos;
  private final Entry[] ring;
  private int first;
  private int size;
  private long bytes;

  /// Every event after this version is there.
  private long start;

  private record Entry(StoreEvent event, long nanos, long bytes) {}

  EventLog(CacheLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
    this.ring = new Entry[limits.events()];
  }

  /// Forgets everything; the log begins after a list's version.
  void restart(long listVersion) {
    java.util.Arrays.fill(ring, null);
    first = 0;
    size = 0;
    bytes = 0;
    start = listVersion;
  }

  void add(StoreEvent event) {
    if (size == ring.length) {
      dropFirst();
    }
    Entry entry = new Entry(event, nanos.getAsLong(), bytes(event));
    ring[(first + size) % ring.length] = entry;
    size++;
    bytes += entry.bytes;
    while (size > 1 && (bytes > limits.bytes() || old(ring[first]))) {
      dropFirst();
    }
  }

  /// The events after a version, in order.
  ///
  /// @throws Expired if some of them are not known any more, or the version does not say where to
  ///   begin
  List<StoreEvent> after(long version) throws Expired {
    if (version < start) {
      throw new Expired(
          "too old resource version: "
              + version
              + " (events are kept after "
              + start
              + "); list again");
    }
    int from = firstAfter(version);
    requireOnePlace(version, from);
    List<StoreEvent> events = new ArrayList<>(size - from);
    for (int i = from; i < size; i++) {
      events.add(at(i));
    }
    return events;
  }

  /// Two objects of one revision at one place: a client that saw one of them cannot say which.
  private void requireOnePlace(long version, int from) throws Expired {
    if (from == 0 || at(from - 1).version() != version) {
      return;
    }
    long before = from == 1 ? start : at(from - 2).version();
    if (before == version) {
      throw new Expired(
          "resource version " + version + " names two objects written together; list again");
    }
  }

  /// The position of the first event with a greater version.
  private int firstAfter(long version) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(middle).version() <= version) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private StoreEvent at(int position) {
    return ring[(first + position) % ring.length].event;
  }

  private boolean old(Entry entry) {
    return nanos.getAsLong() - entry.nanos > limits.age().toNanos();
  }

  @SuppressWarnings("NullAway") // a slot outside the ring's content is never read
  private void dropFirst() {
    Entry dropped = ring[first];
    start = dropped.event.version();
    bytes -= dropped.bytes;
    ring[first] = null;
    first = (first + 1) % ring.length;
    size--;
  }

  private static long bytes(StoreEvent event) {
    return switch (event) {
      case StoreEvent.Put put -> put.object().json().length;
      case StoreEvent.Deleted deleted -> deleted.last().json().length;
      case StoreEvent.Progress progress -> 0;
    };
  }
}
