package io.ciao.store;

import static io.ciao.store.Samples.instanceKey;
import static io.ciao.store.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.store.RevisionApplier.Outcome;
import io.ciao.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The bounds of watches and of the history they begin in, and revisions that etcd leaves out.
class WatchHubTest {
  private static final Selection ALL = Selection.of("instances");
  private final ManualClock clock = ManualClock.atStart();
  private final StoreCounters counters = new StoreCounters();
  private final ObjectCache cache = new ObjectCache(clock);

  private WatchHub hub(int events, long bytes) {
    var limits = new CacheLimits(events, bytes, Duration.ofMinutes(10), 0);
    WatchHub hub = new WatchHub(limits, clock.nanos(), counters);
    cache.replace(1, 0, List.of(), List.of());
    hub.restart(list(1), "start");
    return hub;
  }

  private RevisionApplier applier(WatchHub hub) {
    return new RevisionApplier(cache, hub, Samples.decoder(), counters);
  }

  private static long list(long revision) {
    return ResourceVersions.ofList(0, revision);
  }

  private static Outcome put(RevisionApplier applier, long revision) {
    ResourceKey key = instanceKey("n", "i" + revision % 3);
    return applier.apply(List.of(FakeEvents.put(key.etcdKey(), object(key), revision)));
  }

  @Test
  void aWatchThatFallsBehindItsBoundGetsWhatWasQueuedAndThenExpires() throws Exception {
    WatchHub hub = hub(5, 1 << 20);
    RevisionApplier applier = applier(hub);
    Subscription watch = hub.subscribe(ALL, list(1));
    for (long revision = 2; revision <= 9; revision++) {
      put(applier, revision);
    }

    assertThat(watch.drain(100)).hasSize(5);
    assertThatThrownBy(() -> watch.drain(1)).isInstanceOf(Expired.class);
    assertThatThrownBy(() -> watch.poll(Duration.ZERO)).isInstanceOf(Expired.class);
    assertThat(counters.expired()).isEqualTo(1);
  }

  @Test
  void historyIsBoundedByCountByBytesAndByAge() throws Exception {
    WatchHub byCount = hub(3, 1 << 20);
    RevisionApplier applier = applier(byCount);
    for (long revision = 2; revision <= 6; revision++) {
      put(applier, revision);
    }
    assertThatThrownBy(() -> byCount.subscribe(ALL, list(2))).isInstanceOf(Expired.class);
    assertThat(byCount.subscribe(ALL, list(3)).drain(10)).hasSize(3);

    WatchHub byBytes = hub(100, 1_000);
    RevisionApplier second = applier(byBytes);
    for (long revision = 2; revision <= 12; revision++) {
      put(second, revision);
    }
    assertThatThrownBy(() -> byBytes.subscribe(ALL, list(2))).isInstanceOf(Expired.class);

    WatchHub byAge = hub(100, 1 << 20);
    RevisionApplier third = applier(byAge);
    put(third, 2);
    put(third, 3);
    assertThat(byAge.subscribe(ALL, list(1)).drain(10)).hasSize(2);
    clock.advance(Duration.ofMinutes(11));
    put(third, 4);
    assertThatThrownBy(() -> byAge.subscribe(ALL, list(2))).isInstanceOf(Expired.class);
    assertThat(byAge.subscribe(ALL, list(3)).drain(10)).hasSize(1);
  }

  @Test
  void aNewListExpiresEveryWatch() throws Exception {
    WatchHub hub = hub(10, 1 << 20);
    Subscription watch = hub.subscribe(ALL, list(1));

    hub.restart(list(50), "etcd was compacted");

    assertThatThrownBy(() -> watch.poll(Duration.ZERO))
        .isInstanceOf(Expired.class)
        .hasMessageContaining("compacted");
    assertThat(counters.expired()).isEqualTo(1);
    hub.restart(list(50), "once more");
    assertThat(counters.expired()).as("it had ended before").isEqualTo(1);
    assertThatThrownBy(() -> hub.subscribe(ALL, list(49))).isInstanceOf(Expired.class);
    assertThat(hub.subscribe(ALL, list(50)).poll(Duration.ZERO)).isNull();
  }

  @Test
  void aRevisionThatIsLeftOutStopsTheStreamBeforeTheGap() {
    WatchHub hub = hub(10, 1 << 20);
    RevisionApplier applier = applier(hub);
    ResourceKey key = instanceKey("n", "a");

    Outcome outcome =
        applier.apply(
            List.of(
                FakeEvents.put(key.etcdKey(), object(key), 2),
                FakeEvents.put(key.etcdKey(), object(key), 4)));

    assertThat(outcome).isEqualTo(Outcome.GAP);
    assertThat(cache.applied()).isEqualTo(2);
    assertThat(counters.gaps()).isEqualTo(1);
    assertThat(put(applier, 3)).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void aRestoreIsNotAppliedOverTheOldState() {
    RevisionApplier applier = applier(hub(10, 1 << 20));

    assertThat(applier.apply(List.of(FakeEvents.put(SystemKeys.RESTORES, "1", 2))))
        .isEqualTo(Outcome.RESTORED);
    assertThat(cache.applied()).isEqualTo(1);
  }

  @Test
  void aWatchByFieldIsNotOfferedWhatDoesNotConcernIt() throws Exception {
    WatchHub hub = hub(10, 1 << 20);
    RevisionApplier applier = applier(hub);
    ResourceKey key = instanceKey("n", "a");
    Subscription named = hub.subscribe(ALL.where("metadata.name", "a"), list(1));
    Subscription other = hub.subscribe(ALL.where("metadata.name", "b"), list(1));
    Subscription elsewhere = hub.subscribe(Selection.of("instances", "m"), list(1));
    Subscription there = hub.subscribe(ALL.where("metadata.namespace", "n"), list(1));

    applier.apply(List.of(FakeEvents.put(key.etcdKey(), object(key), 2)));

    assertThat(named.drain(10)).hasSize(1);
    assertThat(other.drain(10)).isEmpty();
    assertThat(other.poll(Duration.ZERO)).isEqualTo(new StoreEvent.Progress(list(2)));
    assertThat(other.poll(Duration.ZERO)).isNull();
    assertThat(elsewhere.drain(10)).isEmpty();
    assertThat(there.drain(10)).hasSize(1);
  }

  @Test
  void aWatchByFieldIsToldOfWhatEntersAndOfWhatLeaves() throws Exception {
    WatchHub hub = hub(10, 1 << 20);
    RevisionApplier applier = applier(hub);
    ResourceKey key = instanceKey("n", "a");
    Subscription onFirst = hub.subscribe(ALL.where("spec.node", "n1"), list(1));
    Subscription onSecond = hub.subscribe(ALL.where("spec.node", "n2"), list(1));

    applier.apply(List.of(FakeEvents.put(key.etcdKey(), on(key, "n1"), 2)));
    assertThat(onFirst.drain(10)).hasSize(1);
    assertThat(onSecond.drain(10)).isEmpty();

    applier.apply(List.of(FakeEvents.put(key.etcdKey(), on(key, "n2"), 3)));
    assertThat(onFirst.drain(10)).as("it has left").hasSize(1);
    assertThat(onSecond.drain(10)).as("it has come").hasSize(1);

    applier.apply(List.of(FakeEvents.put(key.etcdKey(), on(key, "n2"), 4)));
    assertThat(onFirst.drain(10)).isEmpty();
    assertThat(onSecond.drain(10)).hasSize(1);
  }

  @Test
  void aClosedWatchIsOfferedNothingMore() throws Exception {
    WatchHub hub = hub(2, 1 << 20);
    RevisionApplier applier = applier(hub);
    Subscription watch = hub.subscribe(ALL, list(1));

    watch.close();
    for (long revision = 2; revision <= 9; revision++) {
      put(applier, revision);
    }

    assertThat(watch.drain(10)).isEmpty();
    assertThat(counters.expired()).as("nobody fell behind").isZero();
    Subscription one = hub.subscribe(ALL, list(8));
    Subscription two = hub.subscribe(ALL, list(8));
    one.close();
    one.close();
    assertThat(two.drain(10)).hasSize(1);
    put(applier, 10);
    assertThat(two.drain(10)).as("another one's end is not its own").hasSize(1);
  }

  @Test
  void noWatchBeginsBeforeTheFirstListAfterTheEndOrBeforeARestore() throws Exception {
    var limits = new CacheLimits(10, 1 << 20, Duration.ofMinutes(10), 0);
    WatchHub unlisted = new WatchHub(limits, clock.nanos(), counters);
    assertThatThrownBy(() -> unlisted.subscribe(ALL, list(1))).isInstanceOf(Expired.class);

    WatchHub closed = hub(10, 1 << 20);
    Subscription open = closed.subscribe(ALL, list(1));
    closed.close();
    assertThatThrownBy(() -> open.poll(Duration.ZERO)).hasMessage("the store is closed");
    assertThatThrownBy(() -> closed.subscribe(ALL, list(1))).isInstanceOf(Expired.class);

    WatchHub restored = hub(10, 1 << 20);
    restored.restart(ResourceVersions.ofList(1, 5), "a restore");
    assertThatThrownBy(() -> restored.subscribe(ALL, list(9)))
        .isInstanceOf(Expired.class)
        .hasMessageContaining("before a restore");
  }

  private static ObjectNode on(ResourceKey key, String node) {
    ObjectNode tree = object(key);
    tree.withObjectProperty("spec").put("node", node);
    return tree;
  }
}
