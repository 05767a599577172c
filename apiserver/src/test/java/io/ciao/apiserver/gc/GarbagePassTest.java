package io.ciao.apiserver.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.MemoryRegistry;
import io.ciao.apiserver.duty.Duties;
import io.ciao.apiserver.request.DeleteOptions.Propagation;
import io.ciao.basis.time.Backoff;
import io.ciao.reconcile.PassMeter;
import io.ciao.store.Change;
import io.ciao.store.ResourceKey;
import io.ciao.store.Transaction;
import io.ciao.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The collector at work over a store whose writes of one object always fail.
final class GarbagePassTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int OBJECTS = 40;
  private static final ResourceKey OWNER = ResourceKey.namespaced("configmaps", "team", "owner");
  private static final ResourceKey POISONED = map("a-poisoned");

  private final MemoryRegistry world = new MemoryRegistry();
  private final List<ResourceKey> healthy = new ArrayList<>();

  @BeforeEach
  void putAnOwnerWithManyDependents() {
    world.create(ResourceKey.cluster("tenants", "team"));
    world.create(OWNER);
    String uid = world.get(OWNER).orElseThrow().uid();
    dependent(POISONED, uid);
    for (int i = 0; i < OBJECTS; i++) {
      healthy.add(map("dependent-" + i));
      dependent(healthy.getLast(), uid);
    }
    world.store().reject(GarbagePassTest::touchesThePoisoned);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void anObjectThatCannotBeDeletedKeepsNoOtherFromGoing() throws Exception {
    try (Duties _ = collector()) {
      world.delete(OWNER, Propagation.BACKGROUND);

      untilOnly(List.of(POISONED));
      assertThat(world.get(OWNER)).isEmpty();
      world.store().heal();
      untilOnly(List.of());
    }
  }

  @Test
  void anObjectThatCannotBeLetGoKeepsNoOtherFromBeingFree() throws Exception {
    try (Duties _ = collector()) {
      world.delete(OWNER, Propagation.ORPHAN);

      Eventually.within(SOON)
          .until("all others are free", () -> healthy.stream().noneMatch(this::isOwned));
      assertThat(isOwned(POISONED)).isTrue();
      assertThat(world.get(OWNER)).isPresent();
      world.store().heal();
      Eventually.within(SOON).until("the owner goes", () -> world.get(OWNER).isEmpty());
      assertThat(isOwned(POISONED)).isFalse();
    }
  }

  private Duties collector() {
    var collector =
        new GarbageReconciler(world.store(), world.registry(), world.kinds(), world.context());
    var backoff = new Backoff(Duration.ofMillis(5), Duration.ofMillis(50), new SplittableRandom(1));
    var terms =
        new Duties.Terms(
            () -> {
              throw new AssertionError("no term was lost");
            },
            backoff,
            PassMeter.NONE,
            System::nanoTime);
    List<String> resources =
        world.kinds().kinds().stream().map(KindDefinition::plural).distinct().toList();
    return Duties.start(world.store(), resources, List.of(collector), terms);
  }

  private void dependent(ResourceKey key, String ownerUid) {
    world.create(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          namespace: team
          name: %s
          ownerReferences:
          - {apiVersion: v1, kind: ConfigMap, name: owner, uid: "%s"}
        """
            .formatted(key.name(), ownerUid));
  }

  private boolean isOwned(ResourceKey key) {
    return world
        .get(key)
        .map(object -> object.index(OwnerIndex.STATE).contains(OwnerIndex.OWNED))
        .orElse(false);
  }

  private void untilOnly(List<ResourceKey> left) throws InterruptedException {
    Eventually.within(SOON)
        .untilAsserted(
            () ->
                assertThat(world.store().list("configmaps", "team").objects())
                    .extracting(object -> object.key())
                    .isEqualTo(left));
  }

  private static boolean touchesThePoisoned(Transaction transaction) {
    return transaction.changes().stream()
        .anyMatch(
            change ->
                change instanceof Change.ResourceChange resource
                    && resource.key().equals(POISONED));
  }

  private static ResourceKey map(String name) {
    return ResourceKey.namespaced("configmaps", "team", name);
  }
}
