package io.ciao.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which plans may share one etcd transaction.
final class PackTest {
  private static final String CLAIM = SystemKeys.unique("address", "n", "10.0.0.1");

  private final ObjectCache cache = new ObjectCache(InstantSource.system());
  private final ValueDecoder decoder = Samples.decoder();

  @Test
  void eightObjectsOfDifferentPlacesFit() {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces("n", 9);
    Pack pack = new Pack(create(keys.getFirst()));

    for (ResourceKey key : keys.subList(1, 8)) {
      assertThat(pack.isFull()).isFalse();
      assertThat(pack.offer(create(key))).isTrue();
    }
    assertThat(pack.isFull()).isTrue();
    assertThat(pack.offer(create(keys.get(8)))).isFalse();
  }

  @Test
  void twoObjectsOfOnePlaceDoNot() {
    ResourceKey one = Samples.instanceKey("n", "i0");
    ResourceKey other = one;
    for (int i = 1; other == one; i++) {
      ResourceKey next = Samples.instanceKey("n", "i" + i);
      other = Transaction.placesCollide(one, next) ? next : one;
    }

    assertThat(new Pack(create(one)).offer(create(other))).isFalse();
  }

  @Test
  void aKeyIsWrittenByOneOfThemAlone() {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces("n", 3);
    CommitPlan first = plan(new Transaction(changes(keys.get(0), claim("a")), List.of()));
    CommitPlan second = plan(new Transaction(changes(keys.get(1), claim("b")), List.of()));
    Pack pack = new Pack(first);

    assertThat(pack.offer(second)).isFalse();
    assertThat(pack.offer(create(keys.getFirst()))).isFalse();
    assertThat(pack.offer(create(keys.get(2)))).isTrue();
  }

  /// etcd compares before it writes: a guard on what a neighbour writes would see the old state.
  @Test
  void aKeyThatOneWritesIsNotComparedByAnother() {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces("n", 3);
    CommitPlan writer = create(keys.get(0));
    CommitPlan guarded = plan(guarded(keys.get(1), new Guard.ResourceAbsent(keys.get(0))));

    assertThat(new Pack(writer).offer(guarded)).isFalse();
    assertThat(new Pack(guarded).offer(writer)).isFalse();
  }

  @Test
  void aKeyThatAllCompareAndNoneWritesIsShared() {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces("n", 3);
    Guard guard = new Guard.ResourceExists(keys.get(2));
    Pack pack = new Pack(plan(guarded(keys.get(0), guard)));

    assertThat(pack.offer(plan(guarded(keys.get(1), guard)))).isTrue();
  }

  @Test
  void onlyPlansOfOneTermGoTogether() {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces("n", 3);
    Guard mine = new Guard.LeaderTerm(new Term("scheduler", 7));
    Guard other = new Guard.LeaderTerm(new Term("scheduler", 8));
    Pack pack = new Pack(plan(guarded(keys.get(0), mine)));

    assertThat(pack.offer(create(keys.get(1)))).isFalse();
    assertThat(pack.offer(plan(guarded(keys.get(1), other)))).isFalse();
    assertThat(pack.offer(plan(guarded(keys.get(1), mine)))).isTrue();
  }

  @Test
  void valuesTogetherAreBoundedAndALargeOneGoesAlone() {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces("n", 3);
    Pack pack = new Pack(create(keys.get(0), Transaction.MAX_BYTES / 2));

    assertThat(pack.offer(create(keys.get(1), Transaction.MAX_BYTES / 2))).isFalse();
    assertThat(pack.offer(create(keys.get(1), Transaction.MAX_BYTES / 4))).isTrue();
    assertThat(new Pack(create(keys.get(2), Transaction.MAX_BYTES * 2)).isFull()).isTrue();
  }

  private CommitPlan create(ResourceKey key) {
    return create(key, 10);
  }

  private CommitPlan create(ResourceKey key, int bytes) {
    ObjectNode object = Samples.object(key);
    object.withObjectProperty("spec").put("text", "x".repeat(bytes));
    return plan(Transaction.of(new Change.Create(key, object)));
  }

  private static Transaction guarded(ResourceKey key, Guard guard) {
    return Transaction.of(new Change.Create(key, Samples.object(key))).guardedBy(guard);
  }

  private static List<Change> changes(ResourceKey key, Change more) {
    return new ArrayList<>(List.of(new Change.Create(key, Samples.object(key)), more));
  }

  private static Change claim(String uid) {
    return new Change.PutSystem(CLAIM, uid, Expected.absent());
  }

  private CommitPlan plan(Transaction transaction) {
    return CommitPlan.of(transaction, cache, decoder);
  }
}
