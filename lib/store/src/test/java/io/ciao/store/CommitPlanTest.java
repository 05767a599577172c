package io.ciao.store;

import static io.ciao.store.Samples.instanceKey;
import static io.ciao.store.Samples.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.store.CommitResult.Cause.ChangeFailed;
import io.ciao.store.CommitResult.Cause.GuardFailed;
import io.ciao.store.PlannedWrite.PutObject;
import io.ciao.store.PlannedWrite.PutText;
import io.ciao.store.PlannedWrite.RemoveObject;
import io.ciao.store.PlannedWrite.RemoveText;
import io.ciao.testkit.ManualClock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What etcd is asked for: every change and every guard is compared in the transaction itself.
final class CommitPlanTest {
  private static final ResourceKey KEY = instanceKey("n", "web");
  private static final ResourceKey OTHER = instanceKey("n", "other");
  private static final String SYSTEM = SystemKeys.PREFIX + "test/a";
  private static final long RESTORES = 3;

  private final ObjectCache cache = new ObjectCache(ManualClock.atStart());
  private final ObjectNode tree = object(KEY);

  @BeforeEach
  void listed() {
    cache.replace(10, RESTORES, List.of(), List.of());
  }

  private CommitPlan plan(Transaction transaction) {
    return CommitPlan.of(transaction, cache, Samples.decoder());
  }

  private static long at(long revision) {
    return ResourceVersions.ofObject(RESTORES, revision, KEY);
  }

  @Test
  void aCreateComparesThatNothingIsThere() {
    var create = new Change.Create(KEY, tree);
    CommitPlan plan = plan(Transaction.of(create));

    assertThat(plan.conditions())
        .containsExactly(new Condition(KEY.etcdKey(), new Condition.IsAbsent()));
    assertThat(plan.causes()).containsExactly(new ChangeFailed(0, create));
    assertThat(plan.writes())
        .singleElement()
        .isInstanceOfSatisfying(PutObject.class, put -> assertThat(put.replaces()).isZero());
    assertThat(plan.own()).hasSize(1);
    assertThat(plan.foreign()).isEmpty();
    assertThat(plan.terms()).isEmpty();
  }

  @Test
  void anUpdateAndADeleteCompareTheVersion() {
    CommitPlan update = plan(Transaction.of(new Change.Update(KEY, at(7), tree)));
    assertThat(update.conditions())
        .containsExactly(new Condition(KEY.etcdKey(), new Condition.WrittenAt(7)));
    assertThat(((PutObject) update.writes().getFirst()).replaces()).isEqualTo(7);

    StoredObject served = StoredObject.of(KEY, at(7), tree, Samples.INDEXER);
    cache.apply(11, List.of(new CacheChange.Upsert(served)));
    CommitPlan delete = plan(Transaction.of(new Change.Delete(KEY, at(7))));
    assertThat(delete.conditions())
        .containsExactly(new Condition(KEY.etcdKey(), new Condition.WrittenAt(7)));
    assertThat(delete.writes()).containsExactly(new RemoveObject(KEY, 7, served));
    assertThat(delete.own()).isEmpty();
  }

  @Test
  void aVersionFromBeforeARestoreIsSeenWithoutEtcd() {
    long before = ResourceVersions.ofObject(RESTORES - 1, 7, KEY);
    var first = new Change.Update(KEY, before, tree);
    var guard = new Guard.ResourceAt(OTHER, before);

    assertThat(plan(Transaction.of(first)).foreign()).contains(new ChangeFailed(0, first));
    assertThat(plan(Transaction.of(first).guardedBy(guard)).foreign())
        .as("the first is told")
        .contains(new ChangeFailed(0, first));
    assertThat(plan(Transaction.of(new Change.Create(KEY, tree)).guardedBy(guard)).foreign())
        .contains(new GuardFailed(0, guard));
  }

  @Test
  void systemKeysAreComparedAsExpected() {
    CommitPlan plan =
        plan(
            Transaction.of(
                new Change.PutSystem(SYSTEM + 1, "x", Expected.absent()),
                new Change.PutSystem(SYSTEM + 2, "x", Expected.any()),
                new Change.PutSystem(SYSTEM + 3, "x", new Expected.ModRevision(9)),
                new Change.DeleteSystem(SYSTEM + 4, new Expected.Value("v"))));

    assertThat(plan.conditions())
        .containsExactly(
            new Condition(SYSTEM + 1, new Condition.IsAbsent()),
            new Condition(SYSTEM + 3, new Condition.WrittenAt(9)),
            new Condition(SYSTEM + 4, new Condition.Holds("v")));
    assertThat(plan.causes())
        .extracting(cause -> ((ChangeFailed) cause).index())
        .containsExactly(0, 2, 3);
    assertThat(plan.writes().getLast()).isEqualTo(new RemoveText(SYSTEM + 4));
    assertThat(plan.writes().getFirst()).isEqualTo(new PutText(SYSTEM + 1, "x", Expected.absent()));
    assertThat(plan.what()).isEqualTo("write " + SYSTEM + "1 and 3 more keys");
  }

  @Test
  void everyGuardIsCompared() {
    Term term = new Term("scheduler", 7);
    CommitPlan plan =
        plan(
            Transaction.of(new Change.PutSystem(SYSTEM, "x", Expected.any()))
                .guardedBy(new Guard.LeaderTerm(term))
                .guardedBy(new Guard.SystemIs(SYSTEM + "g", Expected.absent()))
                .guardedBy(new Guard.ResourceAbsent(KEY))
                .guardedBy(new Guard.ResourceExists(OTHER))
                .guardedBy(new Guard.ResourceAt(instanceKey("n", "at"), at(5)))
                .guardedBy(new Guard.ValueAt(instanceKey("n", "bad"), 6)));

    assertThat(plan.terms()).containsExactly(term);
    assertThat(plan.conditions())
        .containsExactly(
            new Condition(SYSTEM + "g", new Condition.IsAbsent()),
            new Condition(KEY.etcdKey(), new Condition.IsAbsent()),
            new Condition(OTHER.etcdKey(), new Condition.Exists()),
            new Condition("/ciao/instances/n/at", new Condition.WrittenAt(5)),
            new Condition("/ciao/instances/n/bad", new Condition.WrittenAt(6)));
    assertThat(plan.causes())
        .extracting(cause -> ((GuardFailed) cause).index())
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(plan.what()).isEqualTo("write " + SYSTEM);
  }

  @Test
  void aCreateReplacesTheBadValueThatItsGuardNames() {
    CommitPlan plan =
        plan(Transaction.of(new Change.Create(KEY, tree)).guardedBy(new Guard.ValueAt(KEY, 6)));

    assertThat(plan.conditions())
        .containsOnly(new Condition(KEY.etcdKey(), new Condition.WrittenAt(6)));
    assertThat(((PutObject) plan.writes().getFirst()).replaces()).isEqualTo(6);
  }

  @Test
  void anUpdateReplacesTheBadValueThatStandsOverTheOneServed() {
    StoredObject served = StoredObject.of(KEY, at(7), tree, Samples.INDEXER);
    cache.apply(7, List.of(new CacheChange.Upsert(served)));
    cache.apply(8, List.of(new CacheChange.Spoil(KEY.etcdKey(), "bad", 8, false)));

    assertThat(plan(Transaction.of(new Change.Update(KEY, at(7), tree))).conditions())
        .containsExactly(new Condition(KEY.etcdKey(), new Condition.WrittenAt(8)));
    assertThat(plan(Transaction.of(new Change.Update(KEY, at(6), tree))).conditions())
        .as("who has seen another version is refused")
        .containsExactly(new Condition(KEY.etcdKey(), new Condition.WrittenAt(6)));
  }

  @Test
  void resourcesComeInOrderOfPlaceAndSystemKeysLast() {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces("n", 5);
    List<Change> changes = new java.util.ArrayList<>();
    changes.add(new Change.PutSystem(SYSTEM, "x", Expected.any()));
    keys.forEach(key -> changes.add(new Change.Create(key, object(key))));

    List<PlannedWrite> writes = plan(new Transaction(changes, List.of())).writes();

    assertThat(writes.getLast().etcdKey()).isEqualTo(SYSTEM);
    assertThat(writes.subList(0, 5))
        .extracting(write -> ResourceVersions.place(write.etcdKey()))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void severalObjectsTogetherAreBoundedAndOneIsNot() {
    List<ResourceKey> keys = Samples.keysOfDifferentPlaces("n", 2);
    assertThat(plan(Transaction.of(large(keys.get(0), Transaction.MAX_BYTES))).writes()).hasSize(1);

    assertBound(keys.get(0), keys.get(1));
    assertThatThrownBy(
            () ->
                plan(
                    Transaction.of(
                        large(keys.get(0), Transaction.MAX_BYTES), large(keys.get(1), 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the limit is " + Transaction.MAX_BYTES);
    assertThat(
            plan(Transaction.of(
                    large(keys.get(0), Transaction.MAX_BYTES / 2), large(keys.get(1), 1)))
                .writes())
        .hasSize(2);
  }

  private void assertBound(ResourceKey one, ResourceKey other) {
    int frames =
        plan(Transaction.of(large(one, 9_000), large(other, 9_000))).own().stream()
            .mapToInt(own -> own.bytes().size() - 9_000)
            .sum();
    int most = Transaction.MAX_BYTES - frames - 9_000;
    assertThat(plan(Transaction.of(large(one, most), large(other, 9_000))).writes()).hasSize(2);
    assertThatThrownBy(() -> plan(Transaction.of(large(one, most + 1), large(other, 9_000))))
        .hasMessageContaining("with " + (Transaction.MAX_BYTES + 1) + " bytes");
  }

  private static Change large(ResourceKey key, int bytes) {
    ObjectNode tree = object(key);
    tree.withObjectProperty("metadata").put("uid", "u");
    tree.withObjectProperty("spec").put("text", "x".repeat(bytes));
    return new Change.Create(key, tree);
  }
}
