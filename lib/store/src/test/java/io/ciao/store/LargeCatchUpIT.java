package io.ciao.store;

import static io.ciao.store.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cache that was away for 30 MB of changes catches up by its watch, without a list. etcd sends
/// it up to 1,000 revisions in one message, far more than gRPC takes unless told.
@Tag("api")
final class LargeCatchUpIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int ROUNDS = 130;
  private static final int OBJECTS = Transaction.MAX_OBJECTS;
  private static final int BYTES = 30_000;

  @Test
  void thirtyMegabytesOfMissedChangesCome(@TempDir Path directory) throws Exception {
    EtcdStore.Options options = EtcdStore.Options.of(Samples.KINDS, Samples.INDEXER);
    try (TestEtcd etcd = TestEtcd.start(directory);
        TcpProxy proxy = TcpProxy.to(etcd.port());
        EtcdConnection near = EtcdConnection.open(etcd.endpoint());
        EtcdConnection far = EtcdConnection.open(etcd.endpoint(proxy.port()));
        EtcdStore writer = EtcdStore.open(near, options);
        EtcdStore away = EtcdStore.open(far, options)) {
      long before = away.awaitCurrent();
      try (Subscription watch = away.watch("instances", null, before)) {
        proxy.refuse();
        long written = write(writer);
        assertThat(written).isGreaterThan(30_000_000);
        proxy.heal();

        Eventually.within(LONG)
            .until("it has caught up", () -> away.appliedRevision() >= etcd.revision());

        List<StoreEvent> events = watch.drain(Integer.MAX_VALUE);
        assertThat(events).hasSize(ROUNDS * OBJECTS);
        assertThat(events).extracting(StoreEvent::version).isSorted().doesNotHaveDuplicates();
        assertThat(away.counters().relists()).isZero();
        assertThat(away.counters().gaps()).isZero();
        assertThat(away.list("instances", null).objects())
            .isEqualTo(writer.list("instances", null).objects());
      }
    }
  }

  /// Returns the bytes written.
  private static long write(EtcdStore store) throws Exception {
    String text = "x".repeat(BYTES);
    for (int round = 0; round < ROUNDS; round++) {
      for (ResourceKey key : Samples.keysOfDifferentPlaces("n" + round, OBJECTS)) {
        var tree = object(key);
        tree.withObjectProperty("spec").put("text", text);
        Samples.create(store, key, tree);
      }
    }
    store.awaitCurrent();
    return (long) ROUNDS * OBJECTS * BYTES;
  }
}
