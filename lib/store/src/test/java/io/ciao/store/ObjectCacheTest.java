package io.ciao.store;

import static io.ciao.store.Samples.instanceKey;
import static io.ciao.store.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.testkit.Eventually;
import io.ciao.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// What the cache answers: by key, by uid, by namespace and indexed field, and what it keeps of
/// values that cannot be served.
final class ObjectCacheTest {
  private static final Selection ALL = Selection.of("instances");

  private final ManualClock clock = ManualClock.atStart();
  private final ObjectCache cache = new ObjectCache(clock);
  private long revision = 1;

  private StoredObject put(ResourceKey key, ObjectNode tree) {
    revision++;
    StoredObject made =
        StoredObject.of(key, ResourceVersions.ofObject(0, revision, key), tree, Samples.INDEXER);
    cache.apply(revision, List.of(new CacheChange.Upsert(made)));
    return made;
  }

  private StoredObject put(String namespace, String name, String node) {
    ResourceKey key = instanceKey(namespace, name);
    ObjectNode tree = object(key);
    tree.withObjectProperty("spec").put("node", node);
    return put(key, tree);
  }

  private void remove(ResourceKey key) {
    revision++;
    cache.apply(
        revision,
        List.of(
            new CacheChange.Remove(key.etcdKey(), ResourceVersions.ofObject(0, revision, key))));
  }

  private CacheChange.Spoil spoil(ResourceKey key, String reason) {
    revision++;
    var spoil = new CacheChange.Spoil(key.etcdKey(), reason, revision, false);
    cache.apply(revision, List.of(spoil));
    return spoil;
  }

  private List<String> names(Selection selection) {
    return cache.list(selection).objects().stream().map(o -> o.key().toString()).toList();
  }

  @Test
  void listsANamespaceInOrderAndNothingElse() {
    for (String namespace : List.of("b", "a", "c")) {
      put(namespace, "y", "n1");
      put(namespace, "x", "n2");
    }
    put("ab", "x", "n2");

    assertThat(names(Selection.of("instances", "a")))
        .containsExactly("instances/a/x", "instances/a/y");
    assertThat(names(ALL)).hasSize(7).isSorted();
    assertThat(names(Selection.of("instances", "none"))).isEmpty();
    assertThat(names(Selection.of("volumes"))).isEmpty();
  }

  @Test
  void findsByIndexedFieldByNameAndByNamespace() {
    put("a", "x", "n1");
    put("a", "y", "n2");
    put("b", "x", "n1");

    assertThat(names(ALL.where("spec.node", "n1")))
        .containsExactly("instances/a/x", "instances/b/x");
    assertThat(names(Selection.of("instances", "a").where("spec.node", "n1")))
        .containsExactly("instances/a/x");
    assertThat(names(ALL.where("spec.node", "n9"))).isEmpty();
    assertThat(names(ALL.where("metadata.name", "x")))
        .containsExactly("instances/a/x", "instances/b/x");
    assertThat(names(Selection.of("instances", "a").where("metadata.name", "y")))
        .containsExactly("instances/a/y");
    assertThat(names(Selection.of("instances", "b").where("metadata.name", "y"))).isEmpty();
    for (String impossible : List.of("", "x/y", "/x")) {
      assertThat(names(ALL.where("metadata.name", impossible))).isEmpty();
    }
  }

  @Test
  void othersOfAnIndexedValueAreFoundAfterOneHasLeftIt() {
    put("a", "x", "n1");
    put("a", "y", "n1");
    put("a", "x", "n2");

    assertThat(names(ALL.where("spec.node", "n1"))).containsExactly("instances/a/y");
  }

  @Test
  void whatAnObjectWasIsNotFoundAnyMore() {
    StoredObject first = put("a", "x", "n1");
    StoredObject second = put("a", "x", "n2");

    assertThat(names(ALL.where("spec.node", "n1"))).isEmpty();
    assertThat(names(ALL.where("spec.node", "n2"))).containsExactly("instances/a/x");
    assertThat(cache.getByUid("instances", first.uid())).isNull();
    assertThat(cache.getByUid("instances", second.uid())).isEqualTo(second);
    assertThat(cache.get(second.key())).isEqualTo(second);

    remove(second.key());
    assertThat(names(ALL)).isEmpty();
    assertThat(names(ALL.where("spec.node", "n2"))).isEmpty();
    assertThat(cache.getByUid("instances", second.uid())).isNull();
    assertThat(cache.get(second.key())).isNull();
    assertThat(cache.getByUid("volumes", second.uid())).isNull();
    assertThat(cache.get(ResourceKey.cluster("nodes", "n1"))).isNull();
  }

  @Test
  void aUidThatWasTakenOverStaysWithItsNewHolder() {
    StoredObject first = put("a", "x", "n1");
    StoredObject copy = put(instanceKey("a", "copy"), first.tree());

    remove(first.key());

    assertThat(cache.getByUid("instances", first.uid())).isEqualTo(copy);
  }

  @Test
  void aBadValueIsToldAndTheLastGoodOneGoesOnBeingServed() {
    StoredObject good = put("a", "x", "n1");
    Instant seen = clock.instant();
    spoil(good.key(), "malformed");
    long bad = revision;
    clock.advance(Duration.ofMinutes(1));

    assertThat(cache.unreadable())
        .containsExactly(
            new Unreadable(
                good.key().etcdKey(), "malformed", seen, bad, false, java.util.Optional.of(good)));
    assertThat(cache.get(good.key())).isEqualTo(good);
    long served = ResourceVersions.revision(good.version());
    assertThat(cache.storedInstead(good.key(), served)).hasValue(bad);
    assertThat(cache.storedInstead(good.key(), served + 1)).isEmpty();
    assertThat(cache.storedInstead(instanceKey("a", "other"), served)).isEmpty();

    StoredObject mended = put("a", "x", "n1");
    assertThat(cache.unreadable()).isEmpty();
    assertThat(cache.get(mended.key())).isEqualTo(mended);
  }

  @Test
  void aBadValueThatNothingWasServedForCanBeRemoved() {
    ResourceKey key = instanceKey("a", "x");
    spoil(key, "malformed");
    assertThat(cache.storedInstead(key, revision)).isEmpty();
    assertThat(cache.get(key)).isNull();
    assertThat(cache.revisions().byKey()).isEqualTo(Map.of(key.etcdKey(), revision));

    remove(key);
    assertThat(cache.unreadable()).isEmpty();
  }

  @Test
  void aNewListKeepsSinceWhenTheSameBadValueIsThere() {
    ResourceKey key = instanceKey("a", "x");
    Instant seen = clock.instant();
    CacheChange.Spoil first = spoil(key, "malformed");
    clock.advance(Duration.ofMinutes(5));

    cache.replace(50, 2, List.of(), List.of(first));
    assertThat(cache.unreadable()).singleElement().extracting(Unreadable::since).isEqualTo(seen);
    assertThat(cache.restores()).isEqualTo(2);
    assertThat(cache.version()).isEqualTo(ResourceVersions.ofList(2, 50));

    var another = new CacheChange.Spoil(key.etcdKey(), "malformed", 51, true);
    cache.replace(52, 2, List.of(), List.of(another));
    assertThat(cache.unreadable())
        .singleElement()
        .extracting(Unreadable::since)
        .isEqualTo(clock.instant());
    cache.replace(53, 2, List.of(), List.of());
    assertThat(cache.unreadable()).isEmpty();
  }

  @Test
  void aNewListReplacesWhatThereWas() {
    StoredObject gone = put("a", "gone", "n1");
    StoredObject kept = put("a", "kept", "n1");
    ResourceKey key = instanceKey("a", "new");
    StoredObject added = StoredObject.of(key, 6400, object(key), Samples.INDEXER);

    cache.replace(100, 0, List.of(added, kept), List.of());

    assertThat(names(ALL)).containsExactly("instances/a/kept", "instances/a/new");
    assertThat(names(ALL.where("spec.node", "n1"))).containsExactly("instances/a/kept");
    assertThat(cache.getByUid("instances", gone.uid())).isNull();
    assertThat(cache.get(key)).isEqualTo(added);
  }

  @Test
  void itKnowsByWhichRevisionEachKeyWasWritten() {
    assertThat(cache.version()).as("before the first list").isZero();
    StoredObject one = put("a", "x", "n1");
    StoredObject other = put(ResourceKey.cluster("nodes", "n1"), nodeTree());

    var revisions = cache.revisions();

    assertThat(revisions.applied()).isEqualTo(revision);
    assertThat(revisions.byKey())
        .isEqualTo(Map.of(one.key().etcdKey(), 2L, other.key().etcdKey(), 3L));
    assertThat(cache.list(ALL).version()).isEqualTo(ResourceVersions.ofList(0, revision));
  }

  private static ObjectNode nodeTree() {
    return object(ResourceKey.cluster("nodes", "n1"));
  }

  @Test
  void whatIsAppliedIsWaitedForUntilItIsAnnounced() throws Exception {
    put("a", "x", "n1");

    assertThat(cache.await(revision, 0)).isFalse();
    cache.announce();
    assertThat(cache.await(revision, 0)).isTrue();
    assertThat(cache.await(revision + 1, 1_000)).isFalse();
    assertThat(cache.applied()).isEqualTo(revision);
  }

  @Test
  void deletingWhatIsNotThereTellsNobody() {
    var remove = new CacheChange.Remove(instanceKey("a", "x").etcdKey(), 640);

    assertThat(cache.apply(2, List.of(remove))).isEmpty();
    assertThat(cache.apply(3, List.of(new CacheChange.Remove("/ciao/broken", 0)))).isEmpty();
  }

  @Test
  void whoWaitsGoesOnAtOnce() throws Exception {
    put("a", "x", "n1");
    AtomicBoolean reached = new AtomicBoolean();
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    reached.set(cache.await(revision, Duration.ofMinutes(10).toNanos()));
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                });

    Eventually.within(Duration.ofSeconds(30))
        .until("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
    cache.announce();

    assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
    assertThat(reached).isTrue();
  }

  /// One thread's answer never keeps another one waiting for good.
  @Test
  void whatOneThreadDoesLetsOthersIn() throws Exception {
    StoredObject web = put("a", "x", "n1");
    List<Runnable> deeds =
        List.of(
            cache::announce,
            cache::applied,
            cache::restores,
            cache::version,
            () -> cache.get(web.key()),
            () -> cache.getByUid("instances", web.uid()),
            () -> cache.list(ALL),
            cache::unreadable,
            () -> cache.storedInstead(web.key(), 1),
            cache::revisions,
            () -> cache.apply(90, List.of()),
            () -> cache.replace(91, 0, List.of(web), List.of()),
            () -> await(90),
            () -> await(1_000));
    for (int i = 0; i < deeds.size(); i++) {
      deeds.get(i).run();
      Thread other = Thread.ofVirtual().start(cache::announce);
      assertThat(other.join(Duration.ofSeconds(10))).as("after deed %d", i).isTrue();
    }
  }

  private void await(long awaited) {
    try {
      cache.await(awaited, 1);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
