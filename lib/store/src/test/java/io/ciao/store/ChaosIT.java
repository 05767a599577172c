package io.ciao.store;

import static io.ciao.store.Samples.count;
import static io.ciao.store.Samples.counted;
import static io.ciao.store.Samples.create;
import static io.ciao.store.Samples.instanceKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Eventually;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writers count while connections break and etcd is killed: every success counts once, nothing
/// else counts, and a watch over the same broken connection sees every count once and in order.
@Tag("api")
final class ChaosIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int WRITERS = 8;
  private static final int FAULTS = Seeds.longRun() ? 200 : 12;

  private TcpProxy proxy;
  private EtcdStore store;

  @Test
  void everySuccessCountsOnceWhateverBreaks(@TempDir Path directory) throws Exception {
    try (TestEtcd etcd = TestEtcd.start(directory);
        TcpProxy broken = TcpProxy.to(etcd.port());
        EtcdConnection connection = EtcdConnection.open(etcd.endpoint(broken.port()));
        EtcdStore opened =
            EtcdStore.open(connection, EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER))) {
      proxy = broken;
      store = opened;
      long before = store.awaitCurrent();
      try (Subscription watch = store.watch("instances", "n", before);
          var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        AtomicBoolean over = new AtomicBoolean();
        AtomicBoolean seenAll = new AtomicBoolean();
        Future<Map<String, Long>> seen = threads.submit(() -> follow(watch, seenAll));
        List<Future<Long>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          ResourceKey key = instanceKey("n", "w" + i);
          writers.add(threads.submit(() -> write(key, over)));
        }
        breakThings(etcd, Gen.ofSeed(4711));
        over.set(true);
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < WRITERS; i++) {
          counts.put("w" + i, writers.get(i).get());
        }
        Eventually.within(LONG).until("the cache is current", () -> store.awaitCurrent() > 0);
        seenAll.set(true);
        assertThat(seen.get()).isEqualTo(counts);
        assertThat(store.counters().relists()).isZero();
        assertThat(store.counters().gaps()).isZero();
      }
    }
  }

  private void breakThings(TestEtcd etcd, Gen gen) throws Exception {
    for (int fault = 0; fault < FAULTS; fault++) {
      long commits = store.counters().commits();
      Eventually.within(LONG).until("some work", () -> store.counters().commits() > commits + 20);
      switch (gen.between(0, 9)) {
        case 0, 1, 2 -> proxy.cut();
        case 3, 4, 5 -> {
          int cuts = proxy.cuts();
          proxy.cutAtAnswer(gen.between(1, 30));
          Eventually.within(LONG).until("the cut", () -> proxy.cuts() > cuts);
        }
        case 6, 7 -> {
          long unclear = store.counters().unclear();
          proxy.holdAnswers();
          Eventually.within(LONG)
              .until("a lost answer", () -> store.counters().unclear() > unclear);
          proxy.heal();
          proxy.cut();
        }
        default -> {
          long pid = etcd.process().pid().orElseThrow();
          ProcessHandle.of(pid).orElseThrow().destroyForcibly();
          Eventually.within(LONG)
              .until(
                  "a new etcd", () -> etcd.process().pid().filter(now -> now != pid).isPresent());
        }
      }
    }
  }

  /// Counts an object up until told to stop; returns how often that succeeded.
  private long write(ResourceKey key, AtomicBoolean over) throws Exception {
    StoredObject object = create(store, key);
    long count = 0;
    while (!over.get()) {
      var change = new Change.Update(key, object.version(), counted(object.tree(), count + 1));
      try {
        object = Samples.committed(store.commit(Transaction.of(change))).object(key);
        count++;
      } catch (StoreException.OutcomeUnknown e) {
        Eventually.within(LONG).until("etcd is back", () -> store.awaitCurrent() > 0);
        object = store.get(key).orElseThrow();
        count = count(object);
      }
    }
    return count;
  }

  /// Reads the watch until told that nothing more comes; returns each object's last count.
  private static Map<String, Long> follow(Subscription watch, AtomicBoolean seenAll)
      throws Exception {
    Map<String, Long> seen = new HashMap<>();
    long last = 0;
    while (true) {
      boolean end = seenAll.get();
      StoreEvent event = watch.poll(Duration.ofMillis(50));
      if (event instanceof StoreEvent.Put put) {
        assertThat(event.version()).isGreaterThan(last);
        last = event.version();
        Long before = seen.put(put.object().key().name(), count(put.object()));
        assertThat(count(put.object())).isEqualTo(before == null ? 0 : before + 1);
      } else if (end) {
        return seen;
      }
    }
  }
}
