package io.ciao.store;

import static io.ciao.store.Samples.instanceKey;
import static io.ciao.store.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Gen;
import io.ciao.testkit.ManualClock;
import io.ciao.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Cache and watches against a plain model: any revisions, watches that begin anywhere, lists at
/// any time.
class CacheModelTest {
  private static final CacheLimits LIMITS =
      new CacheLimits(10_000, 1L << 30, java.time.Duration.ofHours(1), 0);

  @Test
  void everyWatchSeesExactlyWhatCameAfterWhereItBegan() {
    Seeds.check(200, CacheModelTest::run);
  }

  private static void run(Gen gen) {
    World world = new World(gen);
    int revisions = gen.between(1, 30);
    for (int i = 0; i < revisions; i++) {
      world.step();
    }
    world.check();
  }

  /// The store's own parts, and beside them a map and a list.
  private static final class World {
    private final Gen gen;
    private final ManualClock clock = ManualClock.atStart();
    private final ObjectCache cache = new ObjectCache(clock);
    private final WatchHub hub = new WatchHub(LIMITS, clock.nanos(), new StoreCounters());
    private final RevisionApplier applier =
        new RevisionApplier(cache, hub, Samples.decoder(), new StoreCounters());
    private final Map<ResourceKey, Long> model = new TreeMap<>();
    private final List<StoreEvent> told = new ArrayList<>();
    private final List<ResourceKey> keys;
    private final Subscription early;
    private long revision = 1;

    World(Gen gen) {
      this.gen = gen;
      this.keys = new ArrayList<>(Samples.keysOfDifferentPlaces("n", 6));
      keys.add(instanceKey("m", "a"));
      cache.replace(1, 0, List.of(), List.of());
      hub.restart(ResourceVersions.ofList(0, 1), "start");
      early = subscribe(ResourceVersions.ofList(0, 1));
    }

    void step() {
      revision++;
      List<io.etcd.jetcd.watch.WatchEvent> events = new ArrayList<>();
      for (ResourceKey key : gen.shuffled(keys).subList(0, gen.between(0, 4))) {
        boolean remove = gen.oneIn(3);
        if (remove && !model.containsKey(key)) {
          continue;
        }
        if (remove) {
          model.remove(key);
          events.add(FakeEvents.delete(key.etcdKey(), revision));
        } else {
          model.put(key, ResourceVersions.ofObject(0, revision, key));
          events.add(FakeEvents.put(key.etcdKey(), object(key), revision));
        }
      }
      events.add(FakeEvents.put(SystemKeys.PREFIX + "x", object(keys.getFirst()), revision));
      // etcd may deliver a revision again.
      List<io.etcd.jetcd.watch.WatchEvent> batch = new ArrayList<>(events);
      if (gen.oneIn(3)) {
        batch.addAll(events);
      }
      assertThat(applier.apply(batch)).isEqualTo(RevisionApplier.Outcome.APPLIED);
      told.addAll(drain(early));
    }

    void check() {
      assertThat(told).extracting(StoreEvent::version).isSorted().doesNotHaveDuplicates();
      assertThat(versions(cache.list(Selection.of("instances")).objects()))
          .isEqualTo(List.copyOf(model.values()));
      assertThat(cache.version()).isEqualTo(ResourceVersions.ofList(0, revision));
      for (int i = 0; i < told.size(); i++) {
        try (Subscription late = subscribe(told.get(i).version())) {
          assertThat(drain(late)).isEqualTo(told.subList(i + 1, told.size()));
        }
      }
      replay();
    }

    /// The events alone lead to the same objects.
    private void replay() {
      Map<ResourceKey, Long> replayed = new TreeMap<>();
      for (StoreEvent event : told) {
        switch (event) {
          case StoreEvent.Put(StoredObject object, StoredObject previous) -> {
            Long before = replayed.put(object.key(), object.version());
            assertThat(before).isEqualTo(previous == null ? null : (Long) previous.version());
          }
          case StoreEvent.Deleted(StoredObject last) ->
              assertThat(replayed.remove(last.key())).isNotNull();
          case StoreEvent.Progress progress -> throw new AssertionError("drained progress");
        }
      }
      assertThat(replayed).isEqualTo(model);
    }

    private Subscription subscribe(long after) {
      try {
        return hub.subscribe(Selection.of("instances"), after);
      } catch (Expired e) {
        throw new AssertionError(e);
      }
    }

    private static List<StoreEvent> drain(Subscription subscription) {
      try {
        return subscription.drain(Integer.MAX_VALUE);
      } catch (Expired e) {
        throw new AssertionError(e);
      }
    }

    private static List<Long> versions(List<StoredObject> objects) {
      return objects.stream().map(StoredObject::version).toList();
    }
  }
}
