package io.ciao.store;

import io.ciao.store.EventStream.Batch;
import io.ciao.store.EventStream.Ended;
import io.ciao.store.KeyspaceList.Position;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that makes the cache follow etcd: list once, then watch from the next revision on.
/// Every error closes the watch and opens a new one behind what is applied; only lost history leads
/// to a new list.
final class CacheFeed implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CacheFeed.class);

  /// A watch is not opened nearer to a compaction: etcd 3.4 loses events there.
  static final long COMPACTION_DISTANCE = 1_000;

  private static final long POLL_MILLIS = 200;
  private static final Duration RETRY_MIN = Duration.ofMillis(20);
  private static final Duration RETRY_MAX = Duration.ofMillis(500);

  /// How long the cache may stand still although a read showed a newer revision.
  private static final Duration STALL = Duration.ofSeconds(2);

  /// How often the cache is compared with etcd.
  private static final Duration AUDIT_EVERY = Duration.ofMinutes(1);

  /// A gap met again at the same place: the missing revision will not come.
  private static final int GAPS_BEFORE_LIST = 2;

  private final EtcdConnection etcd;
  private final KeyspaceList lister;
  private final RevisionApplier applier;
  private final CacheAudit audit;
  private final ObjectCache cache;
  private final WatchHub hub;
  private final Parts parts;
  private final AtomicLong seen = new AtomicLong();
  private final Thread thread;

  private volatile boolean closed;
  private volatile boolean auditing;
  private volatile boolean diverged;
  private long auditedAt;
  private volatile long readyAt = Long.MAX_VALUE;
  private boolean loaded;
  private String whyList = "start";
  private int gaps;
  private Duration pause = RETRY_MIN;

  /// What is not about the cache itself.
  record Parts(CacheLimits limits, StoreCounters counters, LongSupplier nanos) {}

  CacheFeed(
      EtcdConnection etcd, ValueDecoder decoder, ObjectCache cache, WatchHub hub, Parts parts) {
    this.etcd = etcd;
    this.lister = new KeyspaceList(etcd, decoder);
    this.cache = cache;
    this.hub = hub;
    this.parts = parts;
    this.applier = new RevisionApplier(cache, hub, decoder, parts.counters());
    this.audit = new CacheAudit(lister, cache, parts.counters());
    this.auditedAt = parts.nanos().getAsLong();
    this.thread = Thread.ofPlatform().daemon().name("store-cache").unstarted(this);
  }

  void start() {
    thread.start();
  }

  /// Whether the first list and what had happened since have been applied.
  boolean ready() {
    return cache.applied() >= readyAt;
  }

  /// A linearizable read showed this revision; the cache must come to it.
  void expect(long revision) {
    seen.accumulateAndGet(revision, Math::max);
  }

  @Override
  public void run() {
    while (!closed) {
      try {
        if (!loaded) {
          load();
        }
        follow();
      } catch (EtcdCallException e) {
        LOG.debug("etcd is away cause=\"{}\"", e.getMessage());
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("applying etcd's events failed, listing again", e);
        mustList("an internal error");
      }
      pauseBeforeRetry();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void load() throws EtcdCallException {
    Position position = lister.position();
    boolean first = readyAt == Long.MAX_VALUE;
    long revision = first ? startRevision(position) : position.revision();
    KeyspaceList.Content content;
    try {
      content = lister.read(revision, position.restores());
    } catch (EtcdCallException e) {
      if (e.kind() != EtcdCallException.Kind.OUT_OF_RANGE) {
        throw e;
      }
      // Somebody else compacted further than the key says.
      revision = position.revision();
      content = lister.read(revision, position.restores());
    }
    cache.replace(revision, position.restores(), content.objects(), content.spoiled());
    String reason = "the server lost track of changes (" + whyList + "); list again";
    hub.restart(ResourceVersions.ofList(position.restores(), revision), reason);
    cache.announce();
    if (first) {
      readyAt = position.revision();
    } else {
      parts.counters().relists.increment();
    }
    seen.set(position.revision());
    loaded = true;
    diverged = false;
    gaps = 0;
    LOG.info(
        "listed etcd reason=\"{}\" revision={} current={} objects={} leftOut={}",
        whyList,
        revision,
        position.revision(),
        content.objects().size(),
        content.spoiled().size());
  }

  /// Some revisions back, so that watches resume across a restart of this process.
  private long startRevision(Position position) {
    long back = position.revision() - parts.limits().replay();
    return Math.clamp(Math.max(back, safeAfter(position)), 1, position.revision());
  }

  /// The revision behind which a watch may be opened; 1 if history was never compacted.
  private static long safeAfter(Position position) {
    return position.compacted() == 0 ? 1 : position.compacted() + COMPACTION_DISTANCE;
  }

  private void follow() throws EtcdCallException, InterruptedException {
    Position position = lister.position();
    long applied = cache.applied();
    if (position.restores() != cache.restores() || position.revision() < applied) {
      mustList("etcd was restored");
      return;
    }
    if (applied < position.revision() && applied < safeAfter(position)) {
      mustList("etcd was compacted");
      return;
    }
    expect(position.revision());
    try (EventStream stream = EventStream.open(etcd, applied + 1)) {
      parts.counters().watchesOpened.increment();
      take(stream);
    }
  }

  private void take(EventStream stream) throws InterruptedException {
    long moved = parts.nanos().getAsLong();
    while (!closed) {
      if (diverged) {
        mustList("the cache differed from etcd");
        return;
      }
      auditIfDue();
      switch (stream.poll(POLL_MILLIS)) {
        case null -> {
          if (cache.applied() >= seen.get()) {
            moved = parts.nanos().getAsLong();
          } else if (parts.nanos().getAsLong() - moved > STALL.toNanos()) {
            LOG.warn("etcd's watch is silent applied={} seen={}", cache.applied(), seen.get());
            return;
          }
        }
        case Batch(var events) -> {
          if (!applied(applier.apply(events))) {
            return;
          }
          moved = parts.nanos().getAsLong();
        }
        case Ended(String cause, long compacted) -> {
          if (compacted > 0) {
            mustList("etcd was compacted");
          }
          LOG.debug("etcd's watch ended applied={} cause=\"{}\"", cache.applied(), cause);
          return;
        }
      }
    }
  }

  /// Compares on a thread of its own: events go on meanwhile.
  private void auditIfDue() {
    long now = parts.nanos().getAsLong();
    if (auditing || !ready() || now - auditedAt < AUDIT_EVERY.toNanos()) {
      return;
    }
    auditedAt = now;
    auditing = true;
    Thread.ofVirtual().name("store-audit").start(this::audit);
  }

  /// Compares the cache with etcd; where they differ the cache is listed again.
  void audit() {
    try {
      if (!audit.agrees()) {
        diverged = true;
      }
    } catch (EtcdCallException e) {
      LOG.debug("the cache is not compared this time cause=\"{}\"", e.getMessage());
    } finally {
      auditing = false;
    }
  }

  /// Whether the stream may go on.
  private boolean applied(RevisionApplier.Outcome outcome) {
    return switch (outcome) {
      case APPLIED -> {
        gaps = 0;
        pause = RETRY_MIN;
        yield true;
      }
      case GAP -> {
        gaps++;
        LOG.warn("etcd's watch left out a revision applied={} times={}", cache.applied(), gaps);
        if (gaps >= GAPS_BEFORE_LIST) {
          mustList("etcd's watch left out a revision");
        }
        yield false;
      }
      case RESTORED -> {
        mustList("etcd was restored");
        yield false;
      }
    };
  }

  private void mustList(String why) {
    loaded = false;
    whyList = why;
  }

  private void pauseBeforeRetry() {
    if (!closed && loaded) {
      LockSupport.parkNanos(pause.toNanos());
      Duration next = pause.multipliedBy(2);
      pause = next.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : next;
    } else if (!closed) {
      LockSupport.parkNanos(RETRY_MIN.toNanos() * 5);
    }
  }
}
