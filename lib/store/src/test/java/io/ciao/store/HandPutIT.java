package io.ciao.store;

import static io.ciao.store.Samples.count;
import static io.ciao.store.Samples.create;
import static io.ciao.store.Samples.instanceKey;
import static io.ciao.store.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.store.CommitResult.Refused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values that `etcdctl` put stay out of the cache and are named; what was good before goes on
/// being served.
@Tag("api")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HandPutIT {
  private static final EtcdStore.Options OPTIONS =
      EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER);

  private TestEtcd etcd;
  private EtcdConnection connection;
  private EtcdStore store;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    etcd = TestEtcd.start(directory);
    connection = EtcdConnection.open(etcd.endpoint());
    store = EtcdStore.open(connection, OPTIONS);
  }

  @BeforeEach
  void empty() throws Exception {
    etcd.deletePrefix(ResourceKey.PREFIX);
    store.awaitCurrent();
  }

  @AfterAll
  void stop() {
    store.close();
    connection.close();
    etcd.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          /ciao/instances/n/web | garbage: [ | cannot be read
          /ciao/instances/n/web | just text | cannot be read
          /ciao/instances/n/web | {"apiVersion":"v2","kind":"Instance"} | apiVersion is "v2"
          /ciao/instances/n/web | {"apiVersion":"ciao.io/v1","kind":"Node"} | kind is "Node"
          /ciao/instances/n/web | {"apiVersion":"ciao.io/v1","kind":"Instance","metadata":{"name":"a"}} | metadata.name is "a"
          /ciao/instances/n/web | {"apiVersion":"ciao.io/v1","kind":"Instance","metadata":{"name":"web","namespace":"m","uid":"1"}} | metadata.namespace is "m"
          /ciao/instances/n/web | {"apiVersion":"ciao.io/v1","kind":"Instance","metadata":{"name":"web","namespace":"n"}} | put by hand
          /ciao/instances/web | {"apiVersion":"ciao.io/v1","kind":"Instance"} | lacks a namespace
          /ciao/nodes/n/web | {"apiVersion":"ciao.io/v1","kind":"Node"} | has a namespace
          /ciao/strange/web | {"apiVersion":"ciao.io/v1","kind":"Strange"} | no kind is stored as strange
          /ciao/instances | x | the key is not
          """)
  void aBadValueStaysOutAndIsNamed(String key, String value, String reason) throws Exception {
    etcd.put(key, value);
    store.awaitCurrent();

    assertThat(store.unreadable())
        .singleElement()
        .satisfies(
            bad -> {
              assertThat(bad.key()).isEqualTo(key);
              assertThat(bad.reason()).contains(reason);
              assertThat(bad.served()).isEmpty();
            });
    assertThat(store.list("instances", null).objects()).isEmpty();

    etcd.delete(key);
    store.awaitCurrent();
    assertThat(store.unreadable()).isEmpty();
  }

  @Test
  void theLastGoodVersionIsServedUntilAWriteAgainstItReplacesTheBadValue() throws Exception {
    ResourceKey key = instanceKey("n", "web");
    StoredObject good = create(store, key);
    store.awaitCurrent();
    try (Subscription watch = store.watch("instances", "n", good.version())) {
      etcd.put(key.etcdKey(), "garbage: [");
      etcd.put(key.etcdKey(), "more garbage");
      store.awaitCurrent();

      assertThat(store.get(key)).contains(good);
      assertThat(store.unreadable())
          .singleElement()
          .satisfies(bad -> assertThat(bad.served()).contains(good));
      assertThat(watch.drain(10)).isEmpty();

      StoredObject better = Samples.count(store, good, 1);
      store.awaitCurrent();
      assertThat(store.unreadable()).isEmpty();
      assertThat(watch.drain(10)).containsExactly(new StoreEvent.Put(better, good));
    }
  }

  @Test
  void aWriteAgainstAnOlderVersionThanTheOneServedIsStillRefused() throws Exception {
    ResourceKey key = instanceKey("n", "web");
    StoredObject old = create(store, key);
    Samples.count(store, old, 1);
    etcd.put(key.etcdKey(), "garbage: [");
    store.awaitCurrent();

    CommitResult result = store.commit(Transaction.of(new Change.Delete(key, old.version())));

    assertThat(result)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.current()).isEqualTo(store.get(key).orElseThrow()));
  }

  @Test
  void removingABadValueRemovesWhatWasServed() throws Exception {
    ResourceKey key = instanceKey("n", "web");
    StoredObject good = create(store, key);
    etcd.put(key.etcdKey(), "garbage: [");
    store.awaitCurrent();
    try (Subscription watch = store.watch("instances", "n", good.version())) {
      etcd.delete(key.etcdKey());
      store.awaitCurrent();

      assertThat(store.get(key)).isEmpty();
      assertThat(watch.drain(10))
          .singleElement()
          .isInstanceOfSatisfying(
              StoreEvent.Deleted.class,
              deleted -> assertThat(deleted.last().uid()).isEqualTo(good.uid()));
    }
  }

  @Test
  void aStoreThatStartsReadsTheLastGoodVersionFromHistory() throws Exception {
    ResourceKey key = instanceKey("n", "web");
    StoredObject good = Samples.count(store, create(store, key), 7);
    etcd.put(key.etcdKey(), "garbage: [");
    etcd.put(key.etcdKey(), "more garbage");
    CacheLimits noReplay = new CacheLimits(100, 1 << 20, java.time.Duration.ofMinutes(1), 0);

    try (EtcdStore fresh = EtcdStore.open(connection, OPTIONS.withLimits(noReplay))) {
      fresh.awaitCurrent();
      assertThat(fresh.get(key)).contains(good);
      assertThat(count(fresh.get(key).orElseThrow())).isEqualTo(7);
      assertThat(fresh.unreadable())
          .singleElement()
          .satisfies(bad -> assertThat(bad.served()).isEqualTo(Optional.of(good)));
    }
  }

  @Test
  void aHandPutCopyWithAUidOfItsOwnIsServedAsStored() throws Exception {
    ResourceKey key = instanceKey("n", "web");
    String yaml = new String(YamlEmitter.emit(object(key)), StandardCharsets.UTF_8);
    long revision = etcd.put(key.etcdKey(), "# by hand\n" + yaml);
    store.awaitCurrent();

    assertThat(store.get(key).orElseThrow().version())
        .isEqualTo(ResourceVersions.ofObject(0, revision, key));
    assertThat(store.unreadable()).isEmpty();
  }

  @Test
  void aResumeAtAPlaceThatTwoKeysOfARevisionShareHasExpired() throws Exception {
    ResourceKey one = instanceKey("n", "i0");
    ResourceKey twin = twin(one);
    long before = store.awaitCurrent();
    long revision =
        etcd.putTogether(
            java.util.Map.of(
                one.etcdKey(), new String(YamlEmitter.emit(object(one)), StandardCharsets.UTF_8),
                twin.etcdKey(),
                    new String(YamlEmitter.emit(object(twin)), StandardCharsets.UTF_8)));
    store.awaitCurrent();

    try (Subscription watch = store.watch("instances", null, before)) {
      assertThat(watch.drain(10))
          .hasSize(2)
          .allMatch(event -> ResourceVersions.revision(event.version()) == revision);
    }
    long shared = ResourceVersions.ofObject(0, revision, one);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> store.watch("instances", null, shared))
        .isInstanceOf(Expired.class)
        .hasMessageContaining("two objects");
  }

  @Test
  void aHundredKeysRemovedByHandAtOnceAreOneRevisionOfEventsInOrderOfPlace() throws Exception {
    for (int i = 0; i < 100; i++) {
      create(store, instanceKey("n", "i" + i));
    }
    StoredObject kept = create(store, instanceKey("other", "web"));
    long before = store.awaitCurrent();
    try (Subscription watch = store.watch("instances", null, before)) {
      etcd.deletePrefix(ResourceKey.PREFIX + "instances/n/");
      long revision = ResourceVersions.revision(store.awaitCurrent());

      assertThat(store.list("instances", null).objects()).containsExactly(kept);
      assertThat(watch.drain(200))
          .hasSize(100)
          .allMatch(StoreEvent.Deleted.class::isInstance)
          .allMatch(event -> ResourceVersions.revision(event.version()) == revision)
          .isSortedAccordingTo(java.util.Comparator.comparingLong(StoreEvent::version));
      assertThat(store.counters().relists()).isZero();
    }
  }

  @Test
  void aHandPutObjectIsTakenInOverTheVersionThatWasSeenAndNotOverALaterOne() throws Exception {
    ResourceKey key = instanceKey("n", "web");
    ObjectNode hand = object(key);
    hand.withObjectProperty("metadata").remove("uid");
    etcd.put(key.etcdKey(), text(hand));
    store.awaitCurrent();
    assertThat(store.get(key)).isEmpty();
    assertThat(store.unreadable()).singleElement().matches(Unreadable::byHand);
    HandPut seen = store.handPut(key).orElseThrow();
    assertThat(seen.tree()).isEqualTo(hand);

    etcd.put(key.etcdKey(), text(Samples.counted(hand, 5)));
    ObjectNode admitted = Samples.counted(object(key), 1);
    assertThat(store.commit(taking(seen, new Change.Create(key, admitted))))
        .isInstanceOf(Refused.class);

    HandPut later = store.handPut(key).orElseThrow();
    assertThat(store.commit(taking(later, new Change.Create(key, admitted))))
        .isInstanceOf(CommitResult.Committed.class);
    store.awaitCurrent();
    assertThat(store.get(key)).map(Samples::count).contains(1L);
    assertThat(store.unreadable()).isEmpty();
    assertThat(store.handPut(key)).isEmpty();
  }

  @Test
  void aHandPutObjectOverALiveOneIsTakenInAsItsUpdate() throws Exception {
    ResourceKey key = instanceKey("n", "web");
    StoredObject good = create(store, key);
    ObjectNode hand = Samples.counted(good.tree(), 9);
    hand.withObjectProperty("metadata").remove(java.util.List.of("uid", "resourceVersion"));
    etcd.put(key.etcdKey(), text(hand));
    store.awaitCurrent();
    assertThat(store.get(key)).contains(good);
    HandPut seen = store.handPut(key).orElseThrow();

    ObjectNode admitted = Samples.counted(good.tree(), 9);
    var update = new Change.Update(key, good.version(), admitted);
    StoredObject taken = Samples.committed(store.commit(taking(seen, update))).object(key);

    store.awaitCurrent();
    assertThat(taken.uid()).isEqualTo(good.uid());
    assertThat(store.get(key)).contains(taken);
    assertThat(store.unreadable()).isEmpty();
  }

  private static Transaction taking(HandPut seen, Change change) {
    return Transaction.of(change).guardedBy(new Guard.ValueAt(seen.key(), seen.modRevision()));
  }

  private static String text(ObjectNode object) {
    return new String(YamlEmitter.emit(object), StandardCharsets.UTF_8);
  }

  private static ResourceKey twin(ResourceKey key) {
    for (int i = 1; ; i++) {
      ResourceKey other = instanceKey("n", "i" + i);
      if (Transaction.placesCollide(key, other)) {
        return other;
      }
    }
  }
}
