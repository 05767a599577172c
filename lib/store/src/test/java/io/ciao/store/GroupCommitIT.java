package io.ciao.store;

import static io.ciao.store.Samples.create;
import static io.ciao.store.Samples.instanceKey;
import static io.ciao.store.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.store.CommitResult.Committed;
import io.ciao.store.CommitResult.Refused;
import io.ciao.store.CommitResult.TermLost;
import io.ciao.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Many writers share few transactions, and each is told what happened to its own change.
@Tag("api")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GroupCommitIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private TestEtcd etcd;
  private EtcdConnection connection;
  private EtcdStore store;
  private String namespace;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    etcd = TestEtcd.start(directory);
    connection = EtcdConnection.open(etcd.endpoint());
    store = EtcdStore.open(connection, EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER));
  }

  @AfterAll
  void stop() {
    threads.shutdownNow();
    store.close();
    connection.close();
    etcd.close();
  }

  @BeforeEach
  void current() throws Exception {
    namespace = "t-" + UUID.randomUUID();
    store.awaitCurrent();
  }

  @Test
  void manyWritersAtOnceNeedFewTransactionsAndNoTwoObjectsGetOneVersion() throws Exception {
    long sent = store.counters().transactions();
    long taken = store.counters().ownTaken();
    long before = store.currentVersion();
    int count = 400;
    List<Future<CommitResult>> writers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ResourceKey key = instanceKey(namespace, "w" + i);
      writers.add(commit(Transaction.of(new Change.Create(key, object(key)))));
    }
    List<Long> versions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      versions.add(
          Samples.committed(writers.get(i).get())
              .object(instanceKey(namespace, "w" + i))
              .version());
    }
    store.awaitCurrent();

    assertThat(versions).doesNotHaveDuplicates();
    assertThat(store.counters().transactions() - sent).isBetween(count / 8L, count / 2L);
    assertThat(store.counters().ownTaken() - taken).isEqualTo(count);
    try (Subscription watch = store.watch("instances", namespace, before)) {
      assertThat(watch.drain(count + 1))
          .extracting(StoreEvent::version)
          .isEqualTo(versions.stream().sorted().toList());
    }
  }

  /// etcd stands still while writers queue up, so that what they write goes out packed.
  @Test
  void oneThatFailsInsideFailsAloneAndAllOthersAreToldTheVersionsThatWatchesShow()
      throws Exception {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces(namespace, 8);
    StoredObject old = create(store, keys.getFirst());
    StoredObject now = Samples.count(store, old, 1);
    store.awaitCurrent();
    long before = store.currentVersion();
    List<Transaction> packed = new ArrayList<>();
    packed.add(
        Transaction.of(
            new Change.Update(old.key(), old.version(), Samples.counted(old.tree(), 2))));
    keys.subList(1, 8)
        .forEach(key -> packed.add(Transaction.of(new Change.Create(key, object(key)))));

    List<CommitResult> results = together(packed);

    assertThat(results.getFirst())
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.current()).isEqualTo(now));
    List<Long> told = new ArrayList<>();
    Set<Long> revisions =
        results.subList(1, 8).stream()
            .map(Samples::committed)
            .peek(done -> done.objects().values().forEach(object -> told.add(object.version())))
            .map(Committed::revision)
            .collect(Collectors.toSet());
    assertThat(revisions).as("they went in one transaction").hasSize(1);
    store.awaitCurrent();
    try (Subscription watch = store.watch("instances", namespace, before)) {
      assertThat(watch.drain(100))
          .extracting(StoreEvent::version)
          .isEqualTo(told.stream().sorted().toList());
    }
  }

  @Test
  void ofTwoThatWantOneClaimOneGetsIt() throws Exception {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces(namespace, 2);
    String claim = SystemKeys.unique("test", namespace, "1");
    List<Transaction> packed = new ArrayList<>();
    for (ResourceKey key : keys) {
      packed.add(
          new Transaction(
              List.of(
                  new Change.Create(key, object(key)),
                  new Change.PutSystem(claim, key.name(), Expected.absent())),
              List.of()));
    }

    List<CommitResult> results = together(packed);

    assertThat(results).filteredOn(Committed.class::isInstance).hasSize(1);
    assertThat(results)
        .filteredOn(Refused.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.system().exists()).isTrue());
    store.awaitCurrent();
    assertThat(store.list("instances", namespace).objects())
        .singleElement()
        .satisfies(
            object -> assertThat(store.readSystem(claim).value()).isEqualTo(object.key().name()));
  }

  @Test
  void aGuardSeesWhatANeighbourInTheQueueWrites() throws Exception {
    for (int round = 0; round < 20; round++) {
      List<ResourceKey> keys = Samples.keysOfDifferentPlaces(namespace + round, 2);
      Transaction write = Transaction.of(new Change.Create(keys.get(0), object(keys.get(0))));
      Transaction guarded =
          Transaction.of(new Change.Create(keys.get(1), object(keys.get(1))))
              .guardedBy(new Guard.ResourceAbsent(keys.get(0)));
      Future<CommitResult> first = commit(write);
      Future<CommitResult> second = commit(guarded);

      long written = Samples.committed(first.get()).revision();
      switch (second.get()) {
        case Committed committed -> assertThat(committed.revision()).isLessThan(written);
        case Refused refused -> assertThat(refused.current()).isNotNull();
        case TermLost lost -> throw new AssertionError(lost);
      }
    }
  }

  @Test
  void aLostTermIsToldToAllThatWroteUnderItAndToNobodyElse() throws Exception {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces(namespace, 6);
    Guard lost = new Guard.LeaderTerm(new Term("absent-" + namespace, 5));
    List<Transaction> packed = new ArrayList<>();
    for (ResourceKey key : keys) {
      Transaction one = Transaction.of(new Change.Create(key, object(key)));
      packed.add(packed.size() % 2 == 0 ? one.guardedBy(lost) : one);
    }

    List<CommitResult> results = together(packed);

    for (int i = 0; i < results.size(); i++) {
      assertThat(results.get(i)).isInstanceOf(i % 2 == 0 ? TermLost.class : Committed.class);
    }
  }

  @Test
  void whatEtcdRefusesIsToldToItsWriterAlone() throws Exception {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces(namespace, 3);
    var large = object(keys.getFirst());
    large.withObjectProperty("spec").put("text", "x".repeat(1_800_000));
    Future<CommitResult> tooLarge =
        commit(Transaction.of(new Change.Create(keys.getFirst(), large)));

    for (ResourceKey key : keys.subList(1, 3)) {
      assertThat(commit(Transaction.of(new Change.Create(key, object(key)))).get())
          .isInstanceOf(Committed.class);
    }
    assertThatThrownBy(tooLarge::get).hasCauseInstanceOf(StoreException.Rejected.class);
  }

  @Test
  void aWriterWhoseTurnDoesNotComeIsToldThatNothingHappened() throws Exception {
    StoreCounters counters = new StoreCounters();
    GroupCommit group = new GroupCommit(new TxnSender(connection), Duration.ofSeconds(1), counters);
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces(namespace, GroupCommit.IN_FLIGHT + 1);
    List<CommitPlan> plans = new ArrayList<>();
    for (ResourceKey key : keys) {
      plans.add(
          CommitPlan.of(
              Transaction.of(new Change.Create(key, object(key))),
              new ObjectCache(java.time.InstantSource.system()),
              Samples.decoder()));
    }
    stopEtcd();
    try {
      plans
          .subList(0, GroupCommit.IN_FLIGHT)
          .forEach(plan -> threads.submit(() -> group.send(plan, SOON)));
      Eventually.within(SOON)
          .until("all are under way", () -> counters.transactions() == GroupCommit.IN_FLIGHT);

      assertThatThrownBy(() -> group.send(plans.getLast(), Duration.ofMillis(50)))
          .isInstanceOfSatisfying(
              EtcdCallException.class,
              e -> assertThat(e.kind()).isEqualTo(EtcdCallException.Kind.UNSENT));
      assertThat(group.waiting()).isZero();
    } finally {
      signal("-CONT");
    }
  }

  /// Commits at the same time behind an etcd that stands still, and lets it go on.
  private List<CommitResult> together(List<Transaction> transactions) throws Exception {
    List<Future<CommitResult>> first = new ArrayList<>();
    List<Future<CommitResult>> packed = new ArrayList<>();
    long sent = store.counters().transactions();
    stopEtcd();
    try {
      for (int i = 0; i < GroupCommit.IN_FLIGHT; i++) {
        ResourceKey key = instanceKey(namespace + "-first", "w" + i);
        first.add(commit(Transaction.of(new Change.Create(key, object(key)))));
      }
      Eventually.within(SOON)
          .until(
              "all are under way",
              () -> store.counters().transactions() == sent + GroupCommit.IN_FLIGHT);
      transactions.forEach(transaction -> packed.add(commit(transaction)));
      Eventually.within(SOON)
          .until("all others wait", () -> store.waitingCommits() == transactions.size());
    } finally {
      signal("-CONT");
    }
    for (Future<CommitResult> each : first) {
      assertThat(each.get(SOON.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(Committed.class);
    }
    List<CommitResult> results = new ArrayList<>();
    for (Future<CommitResult> each : packed) {
      results.add(each.get(SOON.toSeconds(), TimeUnit.SECONDS));
    }
    return results;
  }

  private Future<CommitResult> commit(Transaction transaction) {
    return threads.submit(() -> store.commit(transaction));
  }

  /// Stops each of its threads: one that still runs may answer a first commit, and its place is
  /// free.
  private void stopEtcd() throws IOException, InterruptedException {
    signal("-STOP");
    Path tasks = Path.of("/proc", etcd.process().pid().orElseThrow().toString(), "task");
    Eventually.within(SOON).until("etcd stands still", () -> allStopped(tasks));
  }

  /// The state is the first word behind the name, which is in parentheses (proc_pid_stat(5)).
  private static boolean allStopped(Path tasks) {
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void signal(String signal) throws IOException, InterruptedException {
    String pid = Long.toString(etcd.process().pid().orElseThrow());
    assertThat(new ProcessBuilder("kill", signal, pid).inheritIO().start().waitFor()).isZero();
  }
}
