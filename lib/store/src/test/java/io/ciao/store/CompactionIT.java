package io.ciao.store;

import static io.ciao.store.Samples.count;
import static io.ciao.store.Samples.create;
import static io.ciao.store.Samples.instanceKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.testkit.Eventually;
import io.ciao.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// History ends: under a live cache, behind a cache's back, and at the leader's command.
@Tag("api")
final class CompactionIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final EtcdStore.Options OPTIONS =
      EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER);

  private TestEtcd etcd;
  private TcpProxy proxy;
  private EtcdConnection connection;
  private EtcdStore store;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    etcd = TestEtcd.start(directory);
    proxy = TcpProxy.to(etcd.port());
    connection = EtcdConnection.open(etcd.endpoint(proxy.port()));
    store = EtcdStore.open(connection, OPTIONS);
    store.awaitCurrent();
  }

  @AfterEach
  void stop() throws Exception {
    store.close();
    connection.close();
    proxy.close();
    etcd.close();
  }

  @Test
  void aLiveCacheGoesOnAcrossACompaction() throws Exception {
    StoredObject object = create(store, instanceKey("n", "web"));
    fill(1_500);
    try (Subscription watch = store.watch("instances", "n", object.version())) {
      store.awaitCurrent();
      etcd.compact(etcd.revision());

      StoredObject next = count(store, object, 1);
      store.awaitCurrent();

      assertThat(watch.drain(10)).containsExactly(new StoreEvent.Put(next, object));
      assertThat(store.counters().relists()).isZero();
    }
  }

  @Test
  void aCacheThatMissedCompactedHistoryListsAgainAndItsWatchesExpire() throws Exception {
    StoredObject kept = create(store, instanceKey("n", "kept"));
    StoredObject doomed = create(store, instanceKey("n", "doomed"));
    store.awaitCurrent();
    try (Subscription stale = store.watch("instances", "n", doomed.version());
        EtcdConnection direct = EtcdConnection.open(etcd.endpoint());
        EtcdStore other = EtcdStore.open(direct, OPTIONS)) {
      proxy.refuse();
      Samples.delete(other, doomed);
      StoredObject changed = count(other, kept, 5);
      fill(50);
      etcd.compact(etcd.revision());
      proxy.heal();
      Eventually.within(LONG).until("a new list", () -> store.counters().relists() == 1);
      store.awaitCurrent();

      assertThat(store.list("instances", "n").objects()).containsExactly(changed);
      assertThatThrownBy(() -> drainAll(stale)).isInstanceOf(Expired.class);
      assertThatThrownBy(() -> store.watch("instances", "n", kept.version()))
          .isInstanceOf(Expired.class);
      long now = store.currentVersion();
      try (Subscription fresh = store.watch("instances", "n", now)) {
        StoredObject again = count(other, changed, 6);
        store.awaitCurrent();
        assertThat(fresh.drain(10)).containsExactly(new StoreEvent.Put(again, changed));
      }
    }
  }

  @Test
  void aWatchIsNotOpenedNearACompactionThatTheKeyAnnounces() throws Exception {
    StoredObject object = create(store, instanceKey("n", "web"));
    store.awaitCurrent();
    proxy.refuse();
    fill(50);
    long compacted = etcd.revision() - 40;
    etcd.put(SystemKeys.COMPACTED, Long.toString(compacted));
    proxy.heal();

    Eventually.within(LONG).until("a new list", () -> store.counters().relists() == 1);
    store.awaitCurrent();
    assertThat(store.get(object.key())).contains(object);
  }

  @Test
  void aStoreThatStartsGoesBackSoThatWatchesResumeAcrossItsRestart() throws Exception {
    StoredObject first = create(store, instanceKey("n", "web"));
    StoredObject second = count(store, first, 1);
    StoredObject third = count(store, second, 2);

    try (EtcdStore restarted = EtcdStore.open(connection, OPTIONS)) {
      restarted.awaitCurrent();
      try (Subscription watch = restarted.watch("instances", "n", first.version())) {
        assertThat(watch.drain(10))
            .containsExactly(new StoreEvent.Put(second, first), new StoreEvent.Put(third, second));
      }
    }
  }

  @Test
  void theLeaderCompactsToTenMinutesAgoButNotBeyondALiveCache() throws Exception {
    ManualClock clock = ManualClock.atStart();
    Term term = leaderOf("api");
    Compactor compactor = new Compactor(connection, store, term, clock.nanos());
    fill(4_500);
    assertThat(compactor.tick()).isTrue();
    assertThat(store.readSystem(SystemKeys.COMPACTED).exists()).isFalse();
    long then = etcd.revision();
    fill(2_500);
    clock.advance(Duration.ofMinutes(11));

    etcd.put(SystemKeys.APISERVERS + "slow", Long.toString(then - 500));
    assertThat(compactor.tick()).isTrue();
    assertThat(store.readSystem(SystemKeys.COMPACTED).value())
        .isEqualTo(Long.toString(then - 500 - 2_000));

    etcd.delete(SystemKeys.APISERVERS + "slow");
    assertThat(compactor.tick()).isTrue();
    long compacted = Long.parseLong(store.readSystem(SystemKeys.COMPACTED).value());
    assertThat(compacted).isBetween(then - 10, then);
    assertThatThrownBy(
            () ->
                etcd.direct()
                    .getAt(EtcdConnection.bytes("/x"), compacted - 1, Duration.ofSeconds(5)))
        .isInstanceOf(EtcdCallException.class);
  }

  @Test
  void whoIsNoLeaderDoesNotCompact() throws Exception {
    ManualClock clock = ManualClock.atStart();
    Compactor compactor = new Compactor(connection, store, new Term("api", 1), clock.nanos());
    fill(2_100);
    compactor.tick();
    fill(2_100);
    clock.advance(Duration.ofMinutes(11));

    assertThat(compactor.tick()).isFalse();
    assertThat(store.readSystem(SystemKeys.COMPACTED).exists()).isFalse();
  }

  @Test
  void anApiserverSaysHowFarItHasComeWhileItLives() throws Exception {
    String key = SystemKeys.APISERVERS + "one";
    AppliedBeacon beacon = AppliedBeacon.start(connection, store, "one");
    Eventually.within(LONG).until("the key", () -> store.readSystem(key).exists());
    assertThat(Long.parseLong(store.readSystem(key).value())).isPositive();
    beacon.close();
    assertThat(store.readSystem(key).exists()).isFalse();
  }

  private Term leaderOf(String election) throws Exception {
    var put = new Change.PutSystem(SystemKeys.election(election), "me", Expected.absent());
    return new Term(election, Samples.committed(store.commit(Transaction.of(put))).revision());
  }

  private static void drainAll(Subscription watch) throws Expired {
    while (true) {
      watch.drain(100);
    }
  }

  /// So many revisions, 64 in flight.
  private void fill(int revisions) throws Exception {
    List<CompletableFuture<?>> puts = new ArrayList<>();
    for (int i = 0; i < revisions; i++) {
      puts.add(etcd.putLater("/ciao-sys/test/fill", "x"));
      if (puts.size() == 64) {
        await(puts);
      }
    }
    await(puts);
  }

  private static void await(List<CompletableFuture<?>> puts) throws Exception {
    CompletableFuture.allOf(puts.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    puts.clear();
  }
}
