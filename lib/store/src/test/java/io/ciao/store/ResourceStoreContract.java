package io.ciao.store;

import static io.ciao.store.Samples.committed;
import static io.ciao.store.Samples.count;
import static io.ciao.store.Samples.counted;
import static io.ciao.store.Samples.create;
import static io.ciao.store.Samples.delete;
import static io.ciao.store.Samples.instanceKey;
import static io.ciao.store.Samples.object;
import static io.ciao.store.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.store.CommitResult.Cause.ChangeFailed;
import io.ciao.store.CommitResult.Cause.GuardFailed;
import io.ciao.store.CommitResult.Committed;
import io.ciao.store.CommitResult.Refused;
import io.ciao.store.CommitResult.TermLost;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every resource store does with reads and writes, real or fake. A subclass says which store.
///
/// Tests share one store; each has a namespace of its own.
public abstract class ResourceStoreContract {
  private String namespace = "";

  /// The store under test: made with [Samples#KINDS] and [Samples#INDEXER].
  protected abstract ResourceStore store();

  @BeforeEach
  void freshNamespace() {
    namespace = "t-" + UUID.randomUUID();
  }

  @Test
  void aCreatedObjectIsReadBackWithItsVersion() throws Exception {
    ResourceKey key = instanceKey(namespace, "web");
    ObjectNode object = object(key);
    object.withObjectProperty("metadata").putObject("labels").put("app", "web");

    StoredObject created = create(store(), key, object);

    store().awaitCurrent();
    StoredObject read = store().get(key).orElseThrow();
    assertThat(read.version()).isEqualTo(created.version());
    assertThat(read.tree()).isEqualTo(created.tree());
    assertThat(read.tree().at("/metadata/resourceVersion").asText())
        .isEqualTo(Long.toString(created.version()));
    assertThat(read.uid()).isEqualTo(object.at("/metadata/uid").asText());
    assertThat(read.generation()).isEqualTo(1);
    assertThat(read.labels()).containsEntry("app", "web");
    assertThat(read.deleting()).isFalse();
    assertThat(store().getByUid("instances", read.uid())).contains(read);
  }

  @Test
  void aSecondCreateOfANameIsRefusedAndShowsWhoHasIt() throws Exception {
    ResourceKey key = instanceKey(namespace, "web");
    StoredObject first = create(store(), key);

    CommitResult second = store().commit(Transaction.of(new Change.Create(key, object(key))));

    assertThat(second)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.cause()).isInstanceOf(ChangeFailed.class);
              assertThat(refused.current()).isEqualTo(first);
            });
  }

  @Test
  void anUpdateOfAnOldVersionIsRefusedAndShowsTheNewOne() throws Exception {
    ResourceKey key = instanceKey(namespace, "web");
    StoredObject first = create(store(), key);
    StoredObject second = count(store(), first, 1);

    CommitResult late =
        store()
            .commit(
                Transaction.of(new Change.Update(key, first.version(), counted(first.tree(), 2))));

    assertThat(late)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.current()).isEqualTo(second));
    store().awaitCurrent();
    assertThat(count(store().get(key).orElseThrow())).isEqualTo(1);
  }

  @Test
  void aVersionFromBeforeARestoreIsRefused() throws Exception {
    ResourceKey key = instanceKey(namespace, "web");
    StoredObject stored = create(store(), key);
    long other =
        ResourceVersions.ofObject(
            ResourceVersions.restores(stored.version()) + 1,
            ResourceVersions.revision(stored.version()),
            key);

    CommitResult result = store().commit(Transaction.of(new Change.Delete(key, other)));

    assertThat(result).isInstanceOf(Refused.class);
  }

  @Test
  void aDeletedObjectIsGoneAndItsNameFreeAgain() throws Exception {
    ResourceKey key = instanceKey(namespace, "web");
    StoredObject first = create(store(), key);

    Committed deleted = delete(store(), first);
    store().awaitCurrent();

    assertThat(store().get(key)).isEmpty();
    assertThat(store().getByUid("instances", first.uid())).isEmpty();
    assertThat(deleted.revision()).isGreaterThan(ResourceVersions.revision(first.version()));
    assertThat(create(store(), key).version()).isGreaterThan(first.version());
  }

  @Test
  void aTransactionHappensAsAWholeOrNotAtAll() throws Exception {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces(namespace, 2);
    create(store(), keys.get(1));

    CommitResult result =
        store()
            .commit(
                Transaction.of(
                    new Change.Create(keys.get(0), object(keys.get(0))),
                    new Change.Create(keys.get(1), object(keys.get(1)))));

    assertThat(result)
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.cause())
                    .isInstanceOfSatisfying(
                        ChangeFailed.class, cause -> assertThat(cause.index()).isEqualTo(1)));
    store().awaitCurrent();
    assertThat(store().get(keys.get(0))).isEmpty();
  }

  @Test
  void objectsOfOneTransactionShareARevisionAndDifferInPlace() throws Exception {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces(namespace, Transaction.MAX_OBJECTS);
    List<Change> changes = new ArrayList<>();
    keys.forEach(key -> changes.add(new Change.Create(key, object(key))));

    Committed committed = committed(store().commit(new Transaction(changes, List.of())));

    assertThat(committed.objects()).hasSize(Transaction.MAX_OBJECTS);
    for (ResourceKey key : keys) {
      assertThat(committed.object(key).version())
          .isEqualTo(ResourceVersions.ofObject(0, committed.revision(), key));
    }
  }

  @Test
  void ofManyWritersOfOneVersionOneSucceeds() throws Exception {
    ResourceKey key = instanceKey(namespace, "counter");
    create(store(), key);
    int writers = 8;
    int each = 5;
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      tasks.add(() -> increment(key, each));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
    }

    store().awaitCurrent();
    assertThat(count(store().get(key).orElseThrow())).isEqualTo((long) writers * each);
  }

  @Test
  void aListIsSortedAndHoldsItsNamespaceOnly() throws Exception {
    for (String name : List.of("b", "a", "a-1", "c")) {
      create(store(), instanceKey(namespace, name));
    }
    create(store(), instanceKey(namespace + "-other", "a"));

    long version = store().awaitCurrent();
    Listing listing = store().list("instances", namespace);

    assertThat(listing.objects())
        .extracting(object -> object.key().name())
        .containsExactly("a", "a-1", "b", "c");
    assertThat(listing.version()).isGreaterThanOrEqualTo(version);
    assertThat(ResourceVersions.placeOf(listing.version())).isEqualTo(63);
    assertThat(store().list("instances", null).objects())
        .hasSizeGreaterThanOrEqualTo(5)
        .extracting(StoredObject::key)
        .isSorted();
  }

  @Test
  void anIndexFindsObjectsByEachOfTheirValuesAsTheyChange() throws Exception {
    ResourceKey key = ResourceKey.namespaced("concentrators", namespace, "net-1");
    ObjectNode object = object(key);
    object.withObjectProperty("spec").putArray("nodeNames").add("n1-" + namespace).add("n2");
    StoredObject stored = create(store(), key, object);
    store().awaitCurrent();
    assertThat(byNode("n1-" + namespace)).containsExactly(stored);
    assertThat(byNode("n2")).contains(stored);

    object.withObjectProperty("spec").putArray("nodeNames").add("n3-" + namespace);
    StoredObject moved = update(store(), stored, object);
    store().awaitCurrent();

    assertThat(byNode("n1-" + namespace)).isEmpty();
    assertThat(byNode("n3-" + namespace)).containsExactly(moved);
    assertThat(store().list("concentrators", namespace, "metadata.name", "net-1").objects())
        .containsExactly(moved);
  }

  @Test
  void aFieldThatIsNotIndexedCannotBeAskedFor() throws Exception {
    create(store(), instanceKey(namespace, "web"));
    long version = store().awaitCurrent();

    for (Selection selection :
        List.of(
            Selection.of("instances", namespace).where("spec.nodeNames", "n1"),
            Selection.of("instances").where("spec.count", "0"),
            Selection.of("unknown").where("spec.node", "n1"))) {
      assertThatThrownBy(() -> store().list(selection))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(selection.resource() + " are not found by " + selection.field());
      assertThatThrownBy(() -> store().listAt(selection, version))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store().watch(selection, version))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(store().list("instances", namespace, "metadata.namespace", namespace).objects())
        .hasSize(1);
  }

  @Test
  void aGuardThatDoesNotHoldRefusesEverythingAndIsNamed() throws Exception {
    ResourceKey key = instanceKey(namespace, "web");
    ResourceKey absent = instanceKey(namespace, "absent");
    String claim = SystemKeys.unique("test", namespace, "1");
    Transaction create = Transaction.of(new Change.Create(key, object(key)));

    assertThat(failedGuard(create, new Guard.ResourceExists(absent))).isTrue();
    assertThat(failedGuard(create, new Guard.SystemIs(claim, new Expected.Value("x")))).isTrue();
    committed(store().commit(create.guardedBy(new Guard.ResourceAbsent(absent))));
    StoredObject stored = committedObject(key);
    Transaction other = Transaction.of(new Change.PutSystem(claim, "u", Expected.absent()));
    assertThat(failedGuard(other, new Guard.ResourceAbsent(key))).isTrue();
    assertThat(failedGuard(other, new Guard.ResourceAt(key, stored.version() - 64))).isTrue();
    committed(store().commit(other.guardedBy(new Guard.ResourceAt(key, stored.version()))));
    assertThat(store().readSystem(claim).value()).isEqualTo("u");
  }

  @Test
  void aClaimBelongsToTheFirstAndIsFreedWithItsObject() throws Exception {
    String claim = SystemKeys.unique("test", namespace, "172.16.0.2");
    ResourceKey key = instanceKey(namespace, "web");
    StoredObject stored = create(store(), key);
    committed(
        store()
            .commit(Transaction.of(new Change.PutSystem(claim, stored.uid(), Expected.absent()))));

    CommitResult second =
        store().commit(Transaction.of(new Change.PutSystem(claim, "other", Expected.absent())));
    assertThat(second)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.current()).isNull();
              assertThat(refused.system()).isNotNull();
              assertThat(refused.system().value()).isEqualTo(stored.uid());
            });

    committed(
        store()
            .commit(
                Transaction.of(
                    new Change.Delete(key, stored.version()),
                    new Change.DeleteSystem(claim, new Expected.Value(stored.uid())))));
    assertThat(store().readSystem(claim).exists()).isFalse();
  }

  @Test
  void aSystemReadTellsTheRevisionThatACompareNeeds() throws Exception {
    String key = SystemKeys.PREFIX + "test/" + namespace + "/a";
    SystemValue absent = store().readSystem(key);
    assertThat(absent.exists()).isFalse();
    assertThat(ResourceVersions.revision(absent.headerVersion())).isPositive();

    committed(
        store().commit(Transaction.of(new Change.PutSystem(key, "1", Expected.asRead(absent)))));
    SystemValue first = store().readSystem(key);
    committed(
        store().commit(Transaction.of(new Change.PutSystem(key, "2", Expected.asRead(first)))));

    assertThat(
            store().commit(Transaction.of(new Change.PutSystem(key, "3", Expected.asRead(first)))))
        .isInstanceOf(Refused.class);
    assertThat(store().readSystemPrefix(SystemKeys.PREFIX + "test/" + namespace + "/"))
        .extracting(SystemValue::value)
        .containsExactly("2");
  }

  @Test
  void aWriteUnderALostTermIsRefusedAsThat() throws Exception {
    String election = "test-" + namespace;
    Transaction lead =
        Transaction.of(
            new Change.PutSystem(SystemKeys.election(election), "me", Expected.absent()));
    Term term = new Term(election, committed(store().commit(lead)).revision());
    Guard guard = new Guard.LeaderTerm(term);
    ResourceKey key = instanceKey(namespace, "web");
    committed(store().commit(Transaction.of(new Change.Create(key, object(key))).guardedBy(guard)));

    committed(
        store()
            .commit(
                Transaction.of(
                    new Change.DeleteSystem(SystemKeys.election(election), Expected.any()))));
    committed(store().commit(lead));

    ResourceKey late = instanceKey(namespace, "late");
    assertThat(
            store().commit(Transaction.of(new Change.Create(late, object(late))).guardedBy(guard)))
        .isEqualTo(new TermLost(term));
    store().awaitCurrent();
    assertThat(store().get(late)).isEmpty();
  }

  @Test
  void severalLargeObjectsDoNotShareATransaction() {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces(namespace, 2);
    List<Change> changes = new ArrayList<>();
    for (ResourceKey key : keys) {
      ObjectNode object = object(key);
      object.withObjectProperty("spec").put("text", "x".repeat(20_000));
      changes.add(new Change.Create(key, object));
    }

    assertThatThrownBy(() -> store().commit(new Transaction(changes, List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32768");
  }

  private List<StoredObject> byNode(String node) {
    return store().list("concentrators", null, "spec.nodeNames", node).objects();
  }

  private boolean failedGuard(Transaction transaction, Guard guard) throws StoreException {
    return store().commit(transaction.guardedBy(guard)) instanceof Refused refused
        && refused.cause() instanceof GuardFailed failed
        && failed.guard().equals(guard);
  }

  private StoredObject committedObject(ResourceKey key) throws StoreException {
    store().awaitCurrent();
    return store().get(key).orElseThrow();
  }

  private Void increment(ResourceKey key, int times) throws StoreException {
    int done = 0;
    while (done < times) {
      store().awaitCurrent();
      StoredObject before = store().get(key).orElseThrow();
      var change =
          new Change.Update(key, before.version(), counted(before.tree(), count(before) + 1));
      if (store().commit(Transaction.of(change)) instanceof Committed) {
        done++;
      }
    }
    return null;
  }
}
