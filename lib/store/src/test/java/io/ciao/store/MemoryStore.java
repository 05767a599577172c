package io.ciao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.ciao.store.PlannedWrite.PutObject;
import io.ciao.store.PlannedWrite.PutText;
import io.ciao.store.PlannedWrite.RemoveObject;
import io.ciao.store.PlannedWrite.RemoveText;
import io.ciao.store.ValueDecoder.Good;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.watch.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A store without etcd, for tests: the keyspace is a map, and everything above it (plans, cache,
/// watches) is the real store's. Passes [ResourceStoreContract] and [WatchContract].
///
/// Commits can be made to end badly, see [#fault] and [#always]. Safe for many threads.
public final class MemoryStore implements ResourceStore {
  private final ObjectCache cache;
  private final WatchHub hub;
  private final ValueDecoder decoder;
  private final Indexer indexer;
  private final RevisionApplier applier;
  private final CommitResults results;
  private final OwnWrites own;

  /// Every value that stood under a key, by the revision that wrote it; null: it was removed.
  private final TreeMap<String, TreeMap<Long, Optional<KeyValue>>> keys = new TreeMap<>();

  private final Map<Integer, CommitFault> faults = new HashMap<>();
  private final List<Transaction> committed = new ArrayList<>();
  private Predicate<Transaction> rejected = transaction -> false;
  private long revision = 1;
  private int commits;

  public MemoryStore(StoredKinds kinds, Indexer indexer, InstantSource clock) {
    StoreCounters counters = new StoreCounters();
    this.indexer = indexer;
    this.cache = new ObjectCache(clock);
    this.hub = new WatchHub(CacheLimits.DEFAULT, System::nanoTime, counters);
    this.own = new OwnWrites(System::nanoTime, counters);
    this.decoder = new ValueDecoder(kinds, indexer, own);
    this.applier = new RevisionApplier(cache, hub, decoder, counters);
    this.results = new CommitResults(cache, decoder);
    cache.replace(revision, 0, List.of(), List.of());
    hub.restart(cache.version(), "start");
    cache.announce();
  }

  /// Lets the n-th commit from now on, counted from 1, end so; the others are not affected.
  public synchronized void fault(int nth, CommitFault fault) {
    faults.put(commits + nth, fault);
  }

  /// Lets every commit that is like this be refused by etcd itself, from now on.
  public synchronized void reject(Predicate<Transaction> which) {
    rejected = which;
  }

  /// Forgets what was asked of commits to come.
  public synchronized void heal() {
    faults.clear();
    rejected = transaction -> false;
  }

  /// How many commits there were, whatever became of them.
  public synchronized int commits() {
    return commits;
  }

  /// What happened, in order.
  public synchronized List<Transaction> committed() {
    return List.copyOf(committed);
  }

  /// Puts a value as `etcdctl put` does.
  public synchronized void putByHand(String etcdKey, String value) {
    apply(List.of(new Write(etcdKey, ByteSequence.from(value, StandardCharsets.UTF_8))));
  }

  @Override
  public synchronized CommitResult commit(Transaction transaction) throws StoreException {
    commits++;
    if (rejected.test(transaction)) {
      throw new StoreException.Rejected("etcd refused: as the test asked", null);
    }
    return switch (faults.remove(commits)) {
      case null -> happen(transaction);
      case BEATEN -> {
        beat(transaction);
        yield happen(transaction);
      }
      case UNCLEAR_DONE -> {
        happen(transaction);
        throw new StoreException.OutcomeUnknown("the answer was lost", null);
      }
      case UNCLEAR_NOT_DONE -> throw new StoreException.OutcomeUnknown("no answer came", null);
      case TIMEOUT -> throw new StoreException.Timeout("etcd is away, nothing was written", null);
      case REJECTED -> throw new StoreException.Rejected("etcd refused: as the test asked", null);
      case CRASH_AFTER -> {
        happen(transaction);
        throw new CommitFault.Crash();
      }
      case CRASH_BEFORE -> throw new CommitFault.Crash();
    };
  }

  private CommitResult happen(Transaction transaction) {
    CommitPlan plan = CommitPlan.of(transaction, cache, decoder);
    if (plan.foreign().isPresent()) {
      return results.foreign(plan.foreign().get());
    }
    for (Term term : plan.terms()) {
      if (!holds(TxnSender.holds(term))) {
        return results.refused(plan, new TxnAnswer.TermOver(term));
      }
    }
    if (!plan.conditions().stream().allMatch(this::holds)) {
      List<Optional<KeyValue>> found =
          plan.conditions().stream().map(condition -> current(condition.key())).toList();
      return results.refused(plan, new TxnAnswer.Failed(revision, found));
    }
    plan.own().stream().filter(OwnWrite::fits).forEach(own::add);
    apply(plan.writes().stream().map(MemoryStore::write).toList());
    committed.add(transaction);
    return results.committed(plan, revision);
  }

  private boolean holds(Condition condition) {
    return condition.holds(current(condition.key()).orElse(null));
  }

  /// Somebody else's write: the same value once more, so that its version is another.
  private void beat(Transaction transaction) {
    for (Change change : transaction.changes()) {
      Optional<KeyValue> found = current(Transaction.etcdKey(change));
      if (change instanceof Change.ResourceChange && found.isPresent()) {
        apply(List.of(new Write(Transaction.etcdKey(change), found.get().getValue())));
        return;
      }
    }
  }

  /// @param value null to remove the key
  private record Write(String key, @Nullable ByteSequence value) {}

  private static Write write(PlannedWrite planned) {
    return switch (planned) {
      case PutObject put -> new Write(put.etcdKey(), put.bytes());
      case PutText put -> new Write(put.etcdKey(), EtcdConnection.bytes(put.text()));
      case RemoveObject remove -> new Write(remove.etcdKey(), null);
      case RemoveText remove -> new Write(remove.etcdKey(), null);
    };
  }

  /// One revision; removing what is not there changes nothing, as in etcd.
  private void apply(List<Write> writes) {
    List<WatchEvent> events = new ArrayList<>();
    long next = revision + 1;
    for (Write write : writes) {
      Optional<KeyValue> before = current(write.key());
      if (write.value() != null) {
        long created = before.map(KeyValue::getCreateRevision).orElse(next);
        KeyValue value = keyValue(write.key(), write.value(), created, next);
        keys.computeIfAbsent(write.key(), key -> new TreeMap<>()).put(next, Optional.of(value));
        events.add(event(value, WatchEvent.EventType.PUT));
      } else if (before.isPresent()) {
        keys.get(write.key()).put(next, Optional.empty());
        KeyValue gone = keyValue(write.key(), ByteSequence.EMPTY, 0, next);
        events.add(event(gone, WatchEvent.EventType.DELETE));
      }
    }
    if (!events.isEmpty()) {
      revision = next;
      applier.apply(events);
    }
  }

  private static KeyValue keyValue(String key, ByteSequence value, long created, long written) {
    return new KeyValue(
        io.etcd.jetcd.api.KeyValue.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFrom(value.getBytes()))
            .setCreateRevision(created)
            .setModRevision(written)
            .build(),
        ByteSequence.EMPTY);
  }

  private static WatchEvent event(KeyValue value, WatchEvent.EventType type) {
    KeyValue none =
        new KeyValue(io.etcd.jetcd.api.KeyValue.getDefaultInstance(), ByteSequence.EMPTY);
    return new WatchEvent(value, none, type);
  }

  private Optional<KeyValue> current(String key) {
    return at(key, revision);
  }

  private Optional<KeyValue> at(String key, long when) {
    TreeMap<Long, Optional<KeyValue>> values = keys.get(key);
    var found = values == null ? null : values.floorEntry(when);
    return found == null ? Optional.empty() : found.getValue();
  }

  @Override
  public long awaitCurrent() {
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
  public synchronized Listing listAt(Selection selection, long version) throws Expired {
    Selection declared = selection.declared(indexer);
    long when = ResourceVersions.revision(version);
    if (ResourceVersions.restores(version) != 0 || when > revision) {
      throw new Expired("the state at resource version " + version + " is not kept");
    }
    List<StoredObject> found = new ArrayList<>();
    for (String key : keys.keySet()) {
      at(key, when)
          .map(value -> decoder.decode(key, value.getValue().getBytes(), 0, value.getModRevision()))
          .ifPresent(
              decoded -> {
                if (decoded instanceof Good(StoredObject object) && declared.matches(object)) {
                  found.add(object);
                }
              });
    }
    found.sort(Comparator.comparing(StoredObject::key));
    return new Listing(found, ResourceVersions.ofList(0, when));
  }

  @Override
  public Subscription watch(Selection selection, long afterVersion) throws Expired {
    return hub.subscribe(selection.declared(indexer), afterVersion);
  }

  @Override
  public synchronized SystemValue readSystem(String key) {
    return CommitResults.systemValue(key, current(key).orElse(null), cache.version());
  }

  @Override
  public synchronized List<SystemValue> readSystemPrefix(String prefix) {
    return keys.tailMap(prefix, true).keySet().stream()
        .takeWhile(key -> key.startsWith(prefix))
        .map(this::readSystem)
        .filter(SystemValue::exists)
        .toList();
  }

  @Override
  public synchronized Optional<HandPut> handPut(ResourceKey key) {
    return current(key.etcdKey())
        .flatMap(
            value -> {
              Optional<ObjectNode> tree = decoder.byHand(key, value.getValue().getBytes());
              return tree.map(found -> new HandPut(key, found, value.getModRevision()));
            });
  }

  @Override
  public List<Unreadable> unreadable() {
    return cache.unreadable();
  }

  @Override
  public void close() {
    hub.close();
  }
}
