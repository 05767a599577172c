package io.ciao.store;

import static io.ciao.store.Samples.counted;
import static io.ciao.store.Samples.create;
import static io.ciao.store.Samples.instanceKey;
import static io.ciao.store.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.store.CommitResult.Committed;
import io.ciao.store.CommitResult.Refused;
import io.ciao.testkit.Eventually;
import io.etcd.jetcd.KeyValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Answers of writes are lost: what is told to the writer is what happened, and nothing happens
/// twice.
@Tag("api")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UnknownOutcomeIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private TestEtcd etcd;
  private TcpProxy proxy;
  private EtcdConnection connection;
  private EtcdConnection otherConnection;
  private EtcdStore store;
  private EtcdStore other;
  private String namespace;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    etcd = TestEtcd.start(directory);
    proxy = TcpProxy.to(etcd.port());
    connection = EtcdConnection.open(etcd.endpoint(proxy.port()));
    otherConnection = EtcdConnection.open(etcd.endpoint());
    EtcdStore.Options options = EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER);
    store = EtcdStore.open(connection, options);
    other = EtcdStore.open(otherConnection, options);
  }

  @AfterAll
  void stop() throws Exception {
    store.close();
    other.close();
    connection.close();
    otherConnection.close();
    proxy.close();
    etcd.close();
  }

  @BeforeEach
  void connected() throws Exception {
    namespace = "t-" + UUID.randomUUID();
    store.awaitCurrent();
  }

  @AfterEach
  void healed() {
    proxy.heal();
  }

  @Test
  void aCreateWhoseAnswerIsLostIsFoundToHaveHappened() throws Exception {
    ResourceKey key = instanceKey(namespace, "web");
    proxy.holdAnswers();
    var commit = commit(Transaction.of(new Change.Create(key, object(key))));
    Eventually.within(SOON).until("etcd has it", () -> stored(key) != null);
    proxy.heal();
    proxy.cut();

    CommitResult result = commit.get(SOON.toSeconds(), TimeUnit.SECONDS);

    assertThat(result)
        .isInstanceOfSatisfying(
            Committed.class,
            committed ->
                assertThat(ResourceVersions.revision(committed.object(key).version()))
                    .isEqualTo(stored(key).getModRevision()));
    assertThat(stored(key).getVersion()).isEqualTo(1);
  }

  @Test
  void anUpdateWhoseAnswerIsLostAndThatSomebodyElseHasReplacedIsFoundToHaveHappened()
      throws Exception {
    ResourceKey key = instanceKey(namespace, "web");
    StoredObject first = create(store, key);
    proxy.holdAnswers();
    var change = new Change.Update(key, first.version(), counted(first.tree(), 1));
    var commit = commit(Transaction.of(change));
    Eventually.within(SOON).until("etcd has it", () -> stored(key).getVersion() == 2);
    long ours = stored(key).getModRevision();
    other.awaitCurrent();
    Samples.count(other, other.get(key).orElseThrow(), 2);
    proxy.heal();
    proxy.cut();

    CommitResult result = commit.get(SOON.toSeconds(), TimeUnit.SECONDS);

    assertThat(result)
        .isInstanceOfSatisfying(
            Committed.class, committed -> assertThat(committed.revision()).isEqualTo(ours));
    assertThat(stored(key).getVersion()).isEqualTo(3);
  }

  @Test
  void anUpdateThatNeverArrivedAndThatSomebodyElseForestalledIsRefused() throws Exception {
    ResourceKey key = instanceKey(namespace, "web");
    StoredObject first = create(store, key);
    other.awaitCurrent();
    long unclear = store.counters().unclear();
    proxy.refuse();
    var change = new Change.Update(key, first.version(), counted(first.tree(), 1));
    var commit = commit(Transaction.of(change));
    Eventually.within(SOON).until("a lost attempt", () -> store.counters().unclear() > unclear);
    StoredObject theirs = Samples.count(other, first, 2);
    proxy.heal();

    CommitResult result = commit.get(SOON.toSeconds(), TimeUnit.SECONDS);

    assertThat(result)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.current()).isEqualTo(theirs));
  }

  @Test
  void aCreateThatNeverArrivedAndThatSomebodyElseForestalledIsRefused() throws Exception {
    ResourceKey key = instanceKey(namespace, "web");
    long unclear = store.counters().unclear();
    proxy.refuse();
    var commit = commit(Transaction.of(new Change.Create(key, object(key))));
    Eventually.within(SOON).until("a lost attempt", () -> store.counters().unclear() > unclear);
    StoredObject theirs = create(other, key);
    proxy.heal();

    CommitResult result = commit.get(SOON.toSeconds(), TimeUnit.SECONDS);

    assertThat(result)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.current()).isEqualTo(theirs));
  }

  @Test
  void aDeleteWhoseAnswerIsLostIsFoundToHaveHappened() throws Exception {
    ResourceKey key = instanceKey(namespace, "web");
    StoredObject first = create(store, key);
    store.awaitCurrent();
    proxy.holdAnswers();
    var commit = commit(Transaction.of(new Change.Delete(key, first.version())));
    Eventually.within(SOON).until("it is gone", () -> stored(key) == null);
    proxy.heal();
    proxy.cut();

    assertThat(commit.get(SOON.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(Committed.class);
  }

  @Test
  void aClaimWhoseAnswerIsLostIsOursAndNotTaken() throws Exception {
    String claim = SystemKeys.unique("test", namespace, "1");
    proxy.holdAnswers();
    var commit = commit(Transaction.of(new Change.PutSystem(claim, "uid-1", Expected.absent())));
    Eventually.within(SOON).until("etcd has it", () -> other.readSystem(claim).exists());
    proxy.heal();
    proxy.cut();

    assertThat(commit.get(SOON.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(Committed.class);
  }

  @Test
  void anEtcdThatStaysAwayLeavesTheOutcomeUnknownAfterFiveSeconds() throws Exception {
    ResourceKey key = instanceKey(namespace, "web");
    proxy.refuse();
    long began = System.nanoTime();

    assertThatThrownBy(() -> store.commit(Transaction.of(new Change.Create(key, object(key)))))
        .isInstanceOf(StoreException.OutcomeUnknown.class)
        .hasMessageContaining(key.etcdKey())
        .hasMessageContaining("outcome unknown");

    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    assertThatThrownBy(store::awaitCurrent).isInstanceOf(StoreException.Timeout.class);
  }

  /// The n-th piece of an answer is lost and the connection with it, n = 1, 2, 3 … until nothing is
  /// lost any more.
  @Test
  void whicheverAnswerIsLostEachStepHappensOnceAndIsToldSo() throws Exception {
    boolean lost = true;
    for (int n = 1; lost; n++) {
      ResourceKey key = instanceKey(namespace, "web-" + n);
      int cuts = proxy.cuts();
      proxy.cutAtAnswer(n);

      StoredObject first = create(store, key);
      StoredObject second = Samples.count(store, first, 1);
      StoredObject third = Samples.count(store, second, 2);
      assertThat(store.commit(stale(second))).isInstanceOf(Refused.class);

      lost = proxy.cuts() > cuts;
      proxy.heal();
      assertThat(stored(key).getVersion()).as("writes with fault at %d", n).isEqualTo(3);
      assertThat(ResourceVersions.revision(third.version()))
          .isEqualTo(stored(key).getModRevision());
      assertThat(n).as("faults tried").isLessThan(200);
    }
  }

  private static Transaction stale(StoredObject old) {
    return Transaction.of(new Change.Update(old.key(), old.version(), counted(old.tree(), 9)));
  }

  private CompletableFuture<CommitResult> commit(Transaction transaction) {
    var result = new CompletableFuture<CommitResult>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(store.commit(transaction));
              } catch (StoreException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  private KeyValue stored(ResourceKey key) {
    try {
      List<KeyValue> found = etcd.direct().get(key.etcdKey(), SOON).getKvs();
      return found.isEmpty() ? null : found.getFirst();
    } catch (EtcdCallException e) {
      throw new AssertionError(e);
    }
  }
}
