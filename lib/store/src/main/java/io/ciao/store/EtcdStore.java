package io.ciao.store;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Resources in etcd, read from a cache that follows it by one watch over the whole keyspace.
///
/// Threads: one platform thread (`store-cache`) lists, watches and applies; consistent reads are
/// answered on short virtual threads; callers do the rest. jetcd's own threads only hand over.
public final class EtcdStore implements ResourceStore {
  /// How long a consistent read or a system read may take in all.
  private static final Duration READ_PATIENCE = Duration.ofSeconds(3);

  private static final Duration READ_ATTEMPT = Duration.ofSeconds(1);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(50);

  private final EtcdConnection etcd;
  private final LongSupplier nanos;
  private final Indexer indexer;
  private final StoreCounters counters = new StoreCounters();
  private final ObjectCache cache;
  private final ValueDecoder decoder;
  private final WatchHub hub;
  private final CacheFeed feed;
  private final ReadBarrier barrier;
  private final Committer committer;
  private final PastList past;

  /// How a store is made.
  ///
  /// @param kinds what may stand under which key
  /// @param indexer the indexed fields
  /// @param limits how much history is kept
  /// @param clock wall time, for "since" in messages
  /// @param nanos monotonic time
  public record Options(
      StoredKinds kinds,
      Indexer indexer,
      CacheLimits limits,
      InstantSource clock,
      LongSupplier nanos) {
    /// The usual limits and clocks.
    public static Options of(StoredKinds kinds, Indexer indexer) {
      return new Options(
          kinds, indexer, CacheLimits.DEFAULT, InstantSource.system(), System::nanoTime);
    }

    /// The same with other limits.
    public Options withLimits(CacheLimits other) {
      return new Options(kinds, indexer, other, clock, nanos);
    }
  }

  private EtcdStore(EtcdConnection etcd, Options options) {
    this.etcd = etcd;
    this.nanos = options.nanos();
    this.indexer = options.indexer();
    this.cache = new ObjectCache(options.clock());
    this.hub = new WatchHub(options.limits(), nanos, counters);
    OwnWrites own = new OwnWrites(nanos, counters);
    this.decoder = new ValueDecoder(options.kinds(), options.indexer(), own);
    var parts = new CacheFeed.Parts(options.limits(), counters, nanos);
    this.feed = new CacheFeed(etcd, decoder, cache, hub, parts);
    this.barrier = new ReadBarrier(etcd);
    this.past = new PastList(etcd, decoder);
    var clocks = new Committer.Clocks(nanos, counters);
    this.committer = new Committer(etcd, cache, decoder, own, clocks);
  }

  /// Begins to follow etcd; returns at once, etcd need not be there yet. The connection stays the
  /// caller's.
  public static EtcdStore open(EtcdConnection etcd, Options options) {
    EtcdStore store = new EtcdStore(etcd, options);
    store.feed.start();
    return store;
  }

  /// Whether the cache has caught up with etcd once.
  public boolean ready() {
    return feed.ready();
  }

  /// What has happened so far, for metrics.
  public StoreCounters counters() {
    return counters;
  }

  /// Commits that wait because enough transactions are under way, for metrics.
  public int waitingCommits() {
    return committer.waiting();
  }

  /// The etcd revision that the cache has applied; 0 before the first list.
  public long appliedRevision() {
    return cache.applied();
  }

  @Override
  public long awaitCurrent() throws StoreException {
    long deadline = nanos.getAsLong() + READ_PATIENCE.toNanos();
    long revision = repeated(deadline, () -> barrier.revision(Duration.ofNanos(left(deadline))));
    feed.expect(revision);
    try {
      if (!cache.await(revision, left(deadline))) {
        throw new StoreException.Timeout(
            "the cache is at revision %d, %d is wanted; etcd's watch is slow, try again"
                .formatted(cache.applied(), revision),
            null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException.Timeout("interrupted while waiting for the cache", e);
    }
    return cache.version();
  }

  @Override
  public long currentVersion() {
    return cache.version();
  }

  @Override
  public Optional<StoredObject> get(ResourceKey key) {
    return Optional.ofNullable(cache.get(key));
  }

  @Override
  public Optional<StoredObject> getByUid(String resource, String uid) {
    return Optional.ofNullable(cache.getByUid(resource, uid));
  }

  @Override
  public Listing list(Selection selection) {
    return cache.list(selection.declared(indexer));
  }

  @Override
  public Listing listAt(Selection selection, long version) throws Expired, StoreException {
    if (ResourceVersions.restores(version) != cache.restores()) {
      throw new Expired("resource version " + version + " is from before a restore");
    }
    List<StoredObject> found = new ArrayList<>();
    Selection declared = selection.declared(indexer);
    Optional<ByteSequence> from = Optional.of(PastList.begin(declared));
    while (from.isPresent()) {
      ByteSequence begin = from.get();
      long deadline = nanos.getAsLong() + READ_PATIENCE.toNanos();
      PastList.Page page =
          repeated(deadline, () -> past.page(declared, begin, version))
              .orElseThrow(
                  () -> new Expired("the state at resource version " + version + " is not kept"));
      found.addAll(page.objects());
      from = page.next();
    }
    // etcd sorts "a-b/" before "a/", a list does not.
    found.sort(Comparator.comparing(StoredObject::key));
    long revision = ResourceVersions.revision(version);
    return new Listing(found, ResourceVersions.ofList(cache.restores(), revision));
  }

  @Override
  public Subscription watch(Selection selection, long afterVersion) throws Expired {
    return hub.subscribe(selection.declared(indexer), afterVersion);
  }

  @Override
  public CommitResult commit(Transaction transaction) throws StoreException {
    if (cache.applied() == 0) {
      // Versions cannot be told before the first list.
      awaitCurrent();
    }
    return committer.commit(transaction);
  }

  @Override
  public SystemValue readSystem(String key) throws StoreException {
    GetResponse answer = read(systemKey(key), GetOption.DEFAULT);
    KeyValue found = answer.getKvs().isEmpty() ? null : answer.getKvs().getFirst();
    return CommitResults.systemValue(key, found, header(answer));
  }

  @Override
  public List<SystemValue> readSystemPrefix(String prefix) throws StoreException {
    GetResponse answer = read(systemKey(prefix), GetOption.builder().isPrefix(true).build());
    List<SystemValue> values = new ArrayList<>();
    for (KeyValue found : answer.getKvs()) {
      String key = found.getKey().toString(StandardCharsets.UTF_8);
      values.add(CommitResults.systemValue(key, found, header(answer)));
    }
    return List.copyOf(values);
  }

  @Override
  public List<Unreadable> unreadable() {
    return cache.unreadable();
  }

  @Override
  public Optional<HandPut> handPut(ResourceKey key) throws StoreException {
    GetResponse answer = read(key.etcdKey(), GetOption.DEFAULT);
    if (answer.getKvs().isEmpty()) {
      return Optional.empty();
    }
    KeyValue found = answer.getKvs().getFirst();
    return decoder
        .byHand(key, found.getValue().getBytes())
        .map(tree -> new HandPut(key, tree, found.getModRevision()));
  }

  /// Compares the cache with etcd now, as happens every minute.
  void audit() {
    feed.audit();
  }

  @Override
  public void close() {
    feed.close();
    hub.close();
  }

  private static String systemKey(String key) {
    if (!key.startsWith(SystemKeys.PREFIX)) {
      throw new IllegalArgumentException("not a system key: " + key);
    }
    return key;
  }

  private GetResponse read(String key, GetOption option) throws StoreException {
    if (cache.applied() == 0) {
      awaitCurrent();
    }
    long deadline = nanos.getAsLong() + READ_PATIENCE.toNanos();
    return repeated(
        deadline,
        () ->
            etcd.call(
                "read " + key,
                READ_ATTEMPT,
                client -> client.getKVClient().get(EtcdConnection.bytes(key), option)));
  }

  private long header(GetResponse answer) {
    return ResourceVersions.ofList(cache.restores(), answer.getHeader().getRevision());
  }

  /// A read is harmless: it is repeated until it is answered or the deadline has passed.
  private <T> T repeated(long deadline, Read<T> read) throws StoreException {
    while (true) {
      try {
        return read.once();
      } catch (EtcdCallException e) {
        boolean again = e.kind() == EtcdCallException.Kind.UNANSWERED && left(deadline) > 0;
        if (!again) {
          throw e.kind() == EtcdCallException.Kind.REJECTED
              ? new StoreException.Rejected("etcd refused: " + e.getMessage(), e)
              : new StoreException.Timeout(e.getMessage() + "; try again", e);
        }
        LockSupport.parkNanos(Math.min(RETRY_PAUSE.toNanos(), left(deadline)));
      }
    }
  }

  private long left(long deadline) {
    return Math.max(0, deadline - nanos.getAsLong());
  }

  @FunctionalInterface
  private interface Read<T> {
    T once() throws EtcdCallException;
  }
}
