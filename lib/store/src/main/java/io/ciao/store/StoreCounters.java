package io.ciao.store;

import java.util.concurrent.atomic.LongAdder;

/// What has happened to a store since it was opened, for metrics.
public final class StoreCounters {
  final LongAdder watchesOpened = new LongAdder();
  final LongAdder relists = new LongAdder();
  final LongAdder gaps = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder events = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder commits = new LongAdder();
  final LongAdder transactions = new LongAdder();
  final LongAdder ownTaken = new LongAdder();
  final LongAdder audits = new LongAdder();
  final LongAdder divergences = new LongAdder();
  final LongAdder unclear = new LongAdder();
  final LongAdder unknown = new LongAdder();

  /// Watches on etcd opened, the first one included.
  public long watchesOpened() {
    return watchesOpened.sum();
  }

  /// Times the whole keyspace was listed again because history was lost.
  public long relists() {
    return relists.sum();
  }

  /// Times etcd's watch left out a revision.
  public long gaps() {
    return gaps.sum();
  }

  /// Revisions, and changes inside one, that etcd's watch delivered again.
  public long duplicates() {
    return duplicates.sum();
  }

  /// Events of resources applied.
  public long events() {
    return events.sum();
  }

  /// Watches of clients that lost events.
  public long expired() {
    return expired.sum();
  }

  /// Commits that succeeded.
  public long commits() {
    return commits.sum();
  }

  /// Transactions sent to etcd: fewer than commits where several went together, more where some
  /// failed.
  public long transactions() {
    return transactions.sum();
  }

  /// Events of our own writes that needed no parsing.
  public long ownTaken() {
    return ownTaken.sum();
  }

  /// Comparisons of the cache with etcd's keys.
  public long audits() {
    return audits.sum();
  }

  /// Comparisons that found the cache to differ, each followed by a new list.
  public long divergences() {
    return divergences.sum();
  }

  /// Attempts to commit that ended without a clear answer.
  public long unclear() {
    return unclear.sum();
  }

  /// Transactions whose outcome stayed unknown.
  public long unknown() {
    return unknown.sum();
  }
}
