package io.ciao.store;

import static io.ciao.store.Samples.create;
import static io.ciao.store.Samples.instanceKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cache that differs from etcd without having noticed is found out and listed again.
@Tag("api")
final class CacheAuditIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void aCacheThatLostAnObjectIsListedAgainAndItsWatchesExpire(@TempDir Path directory)
      throws Exception {
    StoreCounters counters = new StoreCounters();
    ObjectCache cache = new ObjectCache(InstantSource.system());
    WatchHub hub = new WatchHub(CacheLimits.DEFAULT, System::nanoTime, counters);
    var parts = new CacheFeed.Parts(CacheLimits.DEFAULT, counters, System::nanoTime);
    ResourceKey key = instanceKey("n", "web");
    try (TestEtcd etcd = TestEtcd.start(directory);
        EtcdConnection connection = EtcdConnection.open(etcd.endpoint());
        EtcdStore writer =
            EtcdStore.open(connection, EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER));
        CacheFeed feed = new CacheFeed(connection, Samples.decoder(), cache, hub, parts)) {
      create(writer, key);
      etcd.put(instanceKey("n", "bad").etcdKey(), "garbage: [");
      etcd.put("/ciao/nothing", "no resource's key");
      feed.start();
      Eventually.within(SOON).until("it follows", () -> cache.applied() >= etcd.revision());

      feed.audit();
      assertThat(counters.audits()).isEqualTo(1);
      assertThat(counters.divergences()).isZero();

      cache.apply(cache.applied(), List.of(new CacheChange.Remove(key.etcdKey(), 64)));
      assertThat(cache.get(key)).isNull();
      feed.audit();

      assertThat(counters.divergences()).isEqualTo(1);
      Eventually.within(SOON).until("a new list", () -> cache.get(key) != null);
      assertThat(counters.relists()).isEqualTo(1);
      feed.audit();
      assertThat(counters.divergences()).isEqualTo(1);
    }
  }
}
