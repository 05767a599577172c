package io.ciao.store;

import io.etcd.jetcd.ByteSequence;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.LongSupplier;

/// What this process has sent to etcd and its watch has not brought back yet: a process never
/// parses what it wrote. Bounded; what was dropped is parsed like anybody's. Safe for many threads.
final class OwnWrites {
  static final int MAX = 4_096;
  private static final Duration KEPT = Duration.ofSeconds(10);

  private final LongSupplier nanos;
  private final StoreCounters counters;
  private final LinkedHashMap<Sent, Entry> entries = new LinkedHashMap<>();

  private record Sent(String etcdKey, ByteSequence bytes) {}

  private record Entry(OwnWrite write, long nanos) {}

  OwnWrites(LongSupplier nanos, StoreCounters counters) {
    this.nanos = nanos;
    this.counters = counters;
  }

  /// Called before the write is sent, so that the watch cannot be faster.
  synchronized void add(OwnWrite write) {
    long now = nanos.getAsLong();
    Sent sent = new Sent(write.etcdKey(), write.bytes());
    entries.remove(sent);
    entries.put(sent, new Entry(write, now));
    Iterator<Entry> oldest = entries.values().iterator();
    while (oldest.hasNext() && isOver(oldest.next(), now)) {
      oldest.remove();
    }
  }

  private boolean isOver(Entry entry, long now) {
    return entries.size() > MAX || now - entry.nanos() > KEPT.toNanos();
  }

  /// The write did not happen.
  synchronized void forget(OwnWrite write) {
    Sent sent = new Sent(write.etcdKey(), write.bytes());
    Entry found = entries.get(sent);
    if (found != null && found.write() == write) {
      entries.remove(sent);
    }
  }

  /// The write that put exactly these bytes under the key, told once.
  synchronized Optional<OwnWrite> take(String etcdKey, ByteSequence bytes) {
    Entry found = entries.remove(new Sent(etcdKey, bytes));
    if (found == null) {
      return Optional.empty();
    }
    counters.ownTaken.increment();
    return Optional.of(found.write());
  }

  synchronized int size() {
    return entries.size();
  }
}
