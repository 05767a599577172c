package io.ciao.store;

import static io.ciao.store.Samples.create;
import static io.ciao.store.Samples.instanceKey;
import static io.ciao.store.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.testkit.ManualClock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The store in memory keeps the contract, and ends commits as a test asks.
final class MemoryStoreTest {
  private final MemoryStore store =
      new MemoryStore(Samples.KINDS, Samples.INDEXER, ManualClock.atStart());

  @Nested
  final class ReadsAndWrites extends ResourceStoreContract {
    @Override
    protected ResourceStore store() {
      return store;
    }
  }

  @Nested
  final class Watches extends WatchContract {
    @Override
    protected ResourceStore store() {
      return store;
    }
  }

  @Test
  void theNthCommitEndsAsAsked() throws Exception {
    store.fault(1, CommitFault.UNCLEAR_DONE);
    store.fault(2, CommitFault.UNCLEAR_NOT_DONE);
    store.fault(3, CommitFault.CRASH_AFTER);
    store.fault(4, CommitFault.CRASH_BEFORE);

    assertThatThrownBy(() -> create(store, instanceKey("n", "a")))
        .isInstanceOf(StoreException.OutcomeUnknown.class);
    assertThatThrownBy(() -> create(store, instanceKey("n", "b")))
        .isInstanceOf(StoreException.OutcomeUnknown.class);
    assertThatThrownBy(() -> create(store, instanceKey("n", "c")))
        .isInstanceOf(CommitFault.Crash.class);
    assertThatThrownBy(() -> create(store, instanceKey("n", "d")))
        .isInstanceOf(CommitFault.Crash.class);
    create(store, instanceKey("n", "e"));

    assertThat(store.list("instances", "n").objects())
        .extracting(object -> object.key().name())
        .containsExactly("a", "c", "e");
    assertThat(store.commits()).isEqualTo(5);
    assertThat(store.committed()).hasSize(3);
  }

  @Test
  void aCommitThatIsBeatenFindsAnotherVersion() throws Exception {
    StoredObject first = create(store, instanceKey("n", "web"));
    store.fault(1, CommitFault.BEATEN);

    CommitResult result =
        store.commit(
            Transaction.of(new Change.Update(first.key(), first.version(), object(first.key()))));

    assertThat(result)
        .isInstanceOfSatisfying(
            CommitResult.Refused.class,
            refused -> {
              assertThat(refused.current()).isNotNull();
              assertThat(refused.current().version()).isGreaterThan(first.version());
              assertThat(refused.current().uid()).isEqualTo(first.uid());
            });
  }

  @Test
  void whatWasPutByHandIsLeftOutAndCanBeRead() {
    ResourceKey key = instanceKey("team", "web");
    store.putByHand(
        key.etcdKey(),
        """
        apiVersion: ciao.io/v1
        kind: Instance
        metadata: {name: web, namespace: team}
        """);

    assertThat(store.get(key)).isEmpty();
    assertThat(store.unreadable())
        .singleElement()
        .satisfies(value -> assertThat(value.byHand()).isTrue());
    assertThat(store.handPut(key))
        .hasValueSatisfying(
            found ->
                assertThat(found.modRevision())
                    .isEqualTo(store.unreadable().getFirst().modRevision()));
  }
}
