package io.ciao.store;

import io.etcd.jetcd.options.CompactOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets etcd forget old history. Run by the leader of election `api` while it leads.
///
/// Every 30 s it compacts to the newer of what was current 10 minutes ago and 40,000 revisions ago,
/// but never above what a live apiserver's cache has applied (see [AppliedBeacon]) nor so near to
/// the present that a watch could not be opened any more. What it will compact to is written to
/// [SystemKeys#COMPACTED] before, in a transaction that compares its term.
public final class Compactor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration KEEP_AGE = Duration.ofMinutes(10);
  private static final long KEEP_REVISIONS = 40_000;

  /// Distance kept from the present and from every live cache.
  private static final long DISTANCE = 2 * CacheFeed.COMPACTION_DISTANCE;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final EtcdConnection etcd;
  private final ResourceStore store;
  private final Term term;
  private final LongSupplier nanos;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Thread thread;

  /// etcd's revision at a moment.
  private record Sample(long nanos, long revision) {}

  Compactor(EtcdConnection etcd, ResourceStore store, Term term, LongSupplier nanos) {
    this.etcd = etcd;
    this.store = store;
    this.term = term;
    this.nanos = nanos;
    this.thread = Thread.ofVirtual().name("compactor").unstarted(this::run);
  }

  /// Begins to compact under a term; it ends by itself once the term is lost.
  public static Compactor start(EtcdConnection etcd, ResourceStore store, Term term) {
    Compactor compactor = new Compactor(etcd, store, term, System::nanoTime);
    compactor.thread.start();
    return compactor;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (tick()) {
        Thread.sleep(INTERVAL);
      }
      LOG.info("compaction ends with its term term={}", term);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One round.
  ///
  /// @return false if the term is lost
  boolean tick() throws InterruptedException {
    try {
      SystemValue compacted = store.readSystem(SystemKeys.COMPACTED);
      long current = ResourceVersions.revision(compacted.headerVersion());
      samples.add(new Sample(nanos.getAsLong(), current));
      long target = Math.min(wanted(current), allowed(current));
      return target <= number(compacted) || compact(target, compacted);
    } catch (StoreException | EtcdCallException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      LOG.warn("compaction failed, trying again later cause=\"{}\"", e.getMessage());
      return true;
    }
  }

  private boolean compact(long target, SystemValue before)
      throws StoreException, EtcdCallException {
    Transaction mark =
        Transaction.of(
                new Change.PutSystem(
                    SystemKeys.COMPACTED, Long.toString(target), Expected.asRead(before)))
            .guardedBy(new Guard.LeaderTerm(term));
    return switch (store.commit(mark)) {
      case CommitResult.TermLost(Term lost) -> false;
      case CommitResult.Refused refused -> true;
      case CommitResult.Committed committed -> {
        etcd.call(
            "compact to revision " + target,
            PATIENCE,
            client -> client.getKVClient().compact(target, CompactOption.DEFAULT));
        LOG.info("compacted etcd revision={}", target);
        yield true;
      }
    };
  }

  /// The newer of 10 minutes ago and 40,000 revisions ago.
  private long wanted(long current) {
    long old = nanos.getAsLong() - KEEP_AGE.toNanos();
    long byAge = 0;
    while (!samples.isEmpty() && samples.getFirst().nanos() <= old) {
      byAge = samples.removeFirst().revision();
    }
    if (byAge > 0) {
      samples.addFirst(new Sample(old, byAge));
    }
    return Math.max(byAge, current - KEEP_REVISIONS);
  }

  private long allowed(long current) throws StoreException {
    long limit = current;
    for (SystemValue applied : store.readSystemPrefix(SystemKeys.APISERVERS)) {
      limit = Math.min(limit, number(applied));
    }
    return limit - DISTANCE;
  }

  /// A decimal; absent or malformed counts as 0, and then nothing is compacted beyond it.
  private static long number(SystemValue value) {
    return value.value() == null ? 0 : ResourceVersions.parse(value.value()).orElse(0);
  }
}
