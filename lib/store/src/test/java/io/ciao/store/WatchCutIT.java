package io.ciao.store;

import static io.ciao.store.Samples.counted;
import static io.ciao.store.Samples.create;
import static io.ciao.store.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The watch on etcd is cut while it catches up: nothing is lost, doubled or out of order.
@Tag("api")
final class WatchCutIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int OBJECTS = 120;
  private static final int UPDATES = 25;

  private TestEtcd etcd;
  private TcpProxy proxy;
  private EtcdConnection connection;
  private EtcdConnection otherConnection;
  private EtcdStore cut;
  private EtcdStore other;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    etcd = TestEtcd.start(directory);
    proxy = TcpProxy.to(etcd.port());
    connection = EtcdConnection.open(etcd.endpoint(proxy.port()));
    otherConnection = EtcdConnection.open(etcd.endpoint());
    EtcdStore.Options options = EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER);
    cut = EtcdStore.open(connection, options);
    other = EtcdStore.open(otherConnection, options);
  }

  @AfterEach
  void stop() throws Exception {
    cut.close();
    other.close();
    connection.close();
    otherConnection.close();
    proxy.close();
    etcd.close();
  }

  @Test
  void everyEventComesOnceAndInOrderAlthoughTheWatchIsCutDuringCatchUp() throws Exception {
    other.awaitCurrent();
    long before = cut.awaitCurrent();
    try (Subscription behindCuts = cut.watch("instances", null, before);
        Subscription reference = other.watch("instances", null, before)) {
      proxy.refuse();
      writeMuch();
      other.awaitCurrent();
      List<StoreEvent> expected = reference.drain(Integer.MAX_VALUE);
      assertThat(expected).hasSize(OBJECTS * (UPDATES + 1));

      proxy.heal();
      // etcd packs 1,000 revisions into one message of some 500 kB: cuts fall before, inside and
      // behind messages.
      for (long bytes :
          new long[] {2_000, 40_000, 300_000, 700_000, 900_000, 1_200_000, 1_500_000}) {
        int cuts = proxy.cuts();
        proxy.cutAfterAnswerBytes(bytes);
        Eventually.within(LONG)
            .until("the cut or the end", () -> proxy.cuts() > cuts || caughtUp());
      }
      proxy.heal();
      cut.awaitCurrent();

      assertThat(proxy.cuts()).isGreaterThanOrEqualTo(3);
      assertThat(behindCuts.drain(Integer.MAX_VALUE)).isEqualTo(expected);
      assertThat(cut.list("instances", null).objects())
          .isEqualTo(other.list("instances", null).objects());
      assertThat(cut.counters().relists()).isZero();
      assertThat(cut.counters().gaps()).isZero();
    }
  }

  @Test
  void aReadBehindASilentConnectionIsAnsweredOnceItIsBack() throws Exception {
    create(other, Samples.instanceKey("n", "a"));
    cut.awaitCurrent();
    proxy.holdAnswers();
    create(other, Samples.instanceKey("n", "b"));
    Eventually.within(LONG).until("the watch is silent", () -> proxy.held() > 0);
    int before = proxy.held();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> read = threads.submit(cut::awaitCurrent);
      Eventually.within(LONG).until("the read has no answer", () -> proxy.held() > before);
      assertThat(read.isDone()).isFalse();
      proxy.heal();
      proxy.cut();
      read.get();
    }

    assertThat(cut.list("instances", "n").objects()).hasSize(2);
  }

  private boolean caughtUp() throws Exception {
    return cut.appliedRevision() >= etcd.revision();
  }

  /// Objects in transactions of up to eight, then many updates of each, several in flight.
  private void writeMuch() throws Exception {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < OBJECTS / Transaction.MAX_OBJECTS; i++) {
      String namespace = "n" + i;
      tasks.add(() -> writeTogether(namespace));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  private Void writeTogether(String namespace) throws Exception {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces(namespace, Transaction.MAX_OBJECTS);
    List<Change> creates = new ArrayList<>();
    for (ResourceKey key : keys) {
      var tree = object(key);
      tree.withObjectProperty("spec").put("text", "x".repeat(500));
      creates.add(new Change.Create(key, tree));
    }
    var objects = Samples.committed(other.commit(new Transaction(creates, List.of()))).objects();
    for (int count = 1; count <= UPDATES; count++) {
      // Every third round together, the others one by one, so that revisions hold one or eight.
      List<List<StoredObject>> rounds =
          count % 3 == 0
              ? List.of(List.copyOf(objects.values()))
              : objects.values().stream().map(List::of).toList();
      var next = new java.util.HashMap<ResourceKey, StoredObject>();
      for (List<StoredObject> round : rounds) {
        List<Change> changes = new ArrayList<>();
        for (StoredObject object : round) {
          var tree = counted(object.tree(), count);
          changes.add(new Change.Update(object.key(), object.version(), tree));
        }
        next.putAll(Samples.committed(other.commit(new Transaction(changes, List.of()))).objects());
      }
      objects = next;
    }
    return null;
  }
}
