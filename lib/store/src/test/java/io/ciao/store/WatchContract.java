package io.ciao.store;

import static io.ciao.store.Samples.committed;
import static io.ciao.store.Samples.count;
import static io.ciao.store.Samples.create;
import static io.ciao.store.Samples.delete;
import static io.ciao.store.Samples.instanceKey;
import static io.ciao.store.Samples.object;
import static io.ciao.store.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.store.CommitResult.Committed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every resource store does with watches, real or fake. A subclass says which store.
public abstract class WatchContract {
  private static final Duration SOON = Duration.ofSeconds(10);
  private String namespace = "";

  /// The store under test: made with [Samples#KINDS] and [Samples#INDEXER].
  protected abstract ResourceStore store();

  @BeforeEach
  void freshNamespace() {
    namespace = "t-" + UUID.randomUUID();
  }

  @Test
  void everyChangeAfterAListIsSeenOnceInOrderWithWhatWasBefore() throws Exception {
    StoredObject first = create(store(), instanceKey(namespace, "web"));
    store().awaitCurrent();
    Listing listing = store().list("instances", namespace);

    try (Subscription watch = store().watch("instances", namespace, listing.version())) {
      StoredObject second = count(store(), first, 1);
      StoredObject third = count(store(), second, 2);
      Committed gone = delete(store(), third);

      assertThat(next(watch)).isEqualTo(new StoreEvent.Put(second, first));
      assertThat(next(watch)).isEqualTo(new StoreEvent.Put(third, second));
      StoreEvent deleted = next(watch);
      assertThat(deleted).isInstanceOf(StoreEvent.Deleted.class);
      assertThat(deleted.version())
          .isEqualTo(ResourceVersions.ofObject(0, gone.revision(), third.key()));
      assertThat(count(((StoreEvent.Deleted) deleted).last())).isEqualTo(2);
      assertThat(
              ((StoreEvent.Deleted) deleted).last().tree().at("/metadata/resourceVersion").asText())
          .isEqualTo(Long.toString(deleted.version()));
    }
  }

  @Test
  void aWatchFromThePastReplaysWhatCameAfter() throws Exception {
    StoredObject first = create(store(), instanceKey(namespace, "web"));
    StoredObject second = count(store(), first, 1);
    StoredObject third = count(store(), second, 2);
    store().awaitCurrent();

    try (Subscription watch = store().watch("instances", namespace, first.version())) {
      assertThat(watch.drain(1)).containsExactly(new StoreEvent.Put(second, first));
      assertThat(watch.drain(10)).containsExactly(new StoreEvent.Put(third, second));
      assertThat(watch.drain(10)).isEmpty();
    }
  }

  @Test
  void aStreamCutInsideARevisionGoesOnBehindTheLastObjectSeen() throws Exception {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces(namespace, Transaction.MAX_OBJECTS);
    List<Change> changes = new ArrayList<>();
    keys.forEach(key -> changes.add(new Change.Create(key, object(key))));
    store().awaitCurrent();
    long before = store().list("instances", namespace).version();
    Committed together = committed(store().commit(new Transaction(changes, List.of())));
    StoredObject after = count(store(), together.object(keys.getFirst()), 1);
    store().awaitCurrent();

    List<StoreEvent> whole = read(before, keys.size() + 1);
    assertThat(whole).extracting(StoreEvent::version).isSorted().doesNotHaveDuplicates();
    assertThat(whole.getLast().version()).isEqualTo(after.version());

    for (int cut = 1; cut <= keys.size(); cut++) {
      List<StoreEvent> rest = read(whole.get(cut - 1).version(), keys.size() + 1 - cut);
      assertThat(rest).isEqualTo(whole.subList(cut, whole.size()));
    }
  }

  @Test
  void aTenantAndItsNamespaceOfOneTransactionAreBothSeen() throws Exception {
    ResourceKey tenant = ResourceKey.cluster("tenants", namespace);
    ResourceKey node = nodeBefore();
    long before = store().awaitCurrent();
    committed(
        store()
            .commit(
                Transaction.of(
                    new Change.Create(tenant, object(tenant)),
                    new Change.Create(node, object(node)))));

    try (Subscription tenants = store().watch("tenants", null, before);
        Subscription nodes = store().watch("nodes", null, before)) {
      assertThat(next(tenants).version() % 64).isEqualTo(ResourceVersions.TENANTS_PLACE);
      assertThat(next(nodes).version() / 64).isEqualTo(store().currentVersion() / 64);
    }
  }

  @Test
  void aWatchByIndexSeesAnObjectComeAndLeave() throws Exception {
    String node = "n-" + namespace;
    ResourceKey key = instanceKey(namespace, "web");
    long before = store().awaitCurrent();
    Selection selection = Selection.of("instances").where("spec.node", node);

    try (Subscription watch = store().watch(selection, before)) {
      StoredObject elsewhere = create(store(), key, on("other", key));
      StoredObject here = update(store(), elsewhere, on(node, key));
      StoredObject left = update(store(), here, on("other", key));
      update(store(), left, on("third", key));
      create(store(), instanceKey(namespace, "last"), on(node, instanceKey(namespace, "last")));

      assertThat(next(watch)).isEqualTo(new StoreEvent.Put(here, elsewhere));
      assertThat(next(watch)).isEqualTo(new StoreEvent.Put(left, here));
      assertThat(next(watch))
          .isInstanceOfSatisfying(
              StoreEvent.Put.class, put -> assertThat(put.object().key().name()).isEqualTo("last"));
    }
  }

  @Test
  void silenceIsToldAsProgress() throws Exception {
    long before = store().awaitCurrent();
    try (Subscription watch = store().watch("instances", namespace, before)) {
      create(store(), instanceKey(namespace + "-other", "web"));
      long after = store().awaitCurrent();

      StoreEvent event = next(watch);

      assertThat(event).isInstanceOf(StoreEvent.Progress.class);
      assertThat(event.version()).isGreaterThan(before).isLessThanOrEqualTo(after);
      assertThat(ResourceVersions.placeOf(event.version())).isEqualTo(63);
    }
  }

  @Test
  void aVersionAheadOfTheCacheIsSilentUntilItIsReached() throws Exception {
    StoredObject first = create(store(), instanceKey(namespace, "web"));
    store().awaitCurrent();
    long ahead = ResourceVersions.ofList(0, ResourceVersions.revision(store().awaitCurrent()) + 1);

    try (Subscription watch = store().watch("instances", namespace, ahead)) {
      StoredObject second = count(store(), first, 1);
      StoredObject third = count(store(), second, 2);

      assertThat(next(watch)).isEqualTo(new StoreEvent.Put(third, second));
    }
  }

  @Test
  void aVersionFromBeforeARestoreOrFromBeforeHistoryHasExpired() throws Exception {
    long now = store().awaitCurrent();
    long other = ResourceVersions.ofList(1, ResourceVersions.revision(now));

    assertThatThrownBy(() -> store().watch("instances", null, other)).isInstanceOf(Expired.class);
    assertThatThrownBy(() -> store().watch("instances", null, 0)).isInstanceOf(Expired.class);
  }

  @Test
  void aClosedWatchEndsAWaitingPoll() throws Exception {
    Subscription watch = store().watch("instances", namespace, store().awaitCurrent());
    Thread closer = Thread.ofVirtual().start(watch::close);

    StoreEvent event = watch.poll(SOON);
    closer.join();

    assertThat(event == null || event instanceof StoreEvent.Progress).isTrue();
    assertThat(watch.drain(10)).isEmpty();
  }

  /// The next event that is not mere progress, or progress if that is all there is.
  private static StoreEvent next(Subscription watch) throws Exception {
    long deadline = System.nanoTime() + SOON.toNanos();
    StoreEvent progress = null;
    while (System.nanoTime() < deadline) {
      StoreEvent event = watch.poll(Duration.ofMillis(300));
      if (event instanceof StoreEvent.Progress) {
        if (progress != null) {
          return event;
        }
        progress = event;
      } else if (event != null) {
        return event;
      } else if (progress != null) {
        return progress;
      }
    }
    throw new AssertionError("no event within " + SOON);
  }

  private List<StoreEvent> read(long after, int events) throws Exception {
    try (Subscription watch = store().watch("instances", namespace, after)) {
      List<StoreEvent> seen = watch.drain(1000);
      assertThat(seen).hasSize(events);
      return seen;
    }
  }

  private ResourceKey nodeBefore() {
    return ResourceKey.cluster("nodes", "n-" + namespace);
  }

  private static ObjectNode on(String node, ResourceKey key) {
    ObjectNode object = object(key);
    object.withObjectProperty("metadata").put("uid", "uid-" + key.name());
    object.withObjectProperty("spec").put("node", node);
    return object;
  }
}
