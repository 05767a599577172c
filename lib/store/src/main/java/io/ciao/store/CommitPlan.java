package io.ciao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.store.CommitResult.Cause;
import io.ciao.store.CommitResult.Cause.ChangeFailed;
import io.ciao.store.CommitResult.Cause.GuardFailed;
import io.ciao.store.Condition.Test;
import io.ciao.store.PlannedWrite.PutObject;
import io.ciao.store.PlannedWrite.PutText;
import io.ciao.store.PlannedWrite.RemoveObject;
import io.ciao.store.PlannedWrite.RemoveText;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A transaction as etcd gets it: conditions, writes in order of place, and reads of every compared
/// key for the case that a condition does not hold.
///
/// @param conditions changes' first, then guards', in the transaction's order
/// @param writes resources in order of place, then system keys
/// @param foreign a cause that needs no etcd to be seen: a version of another restore
record CommitPlan(List<Condition> conditions, List<PlannedWrite> writes, Optional<Cause> foreign) {

  /// @throws IllegalArgumentException if a tree has no stored form or the values are too large
  ///   together
  static CommitPlan of(Transaction transaction, ObjectCache cache, ValueDecoder decoder) {
    Planner planner = new Planner(cache, decoder);
    for (int i = 0; i < transaction.changes().size(); i++) {
      Change change = transaction.changes().get(i);
      planner.add(change, new ChangeFailed(i, change));
    }
    for (int i = 0; i < transaction.guards().size(); i++) {
      Guard guard = transaction.guards().get(i);
      planner.add(guard, new GuardFailed(i, guard));
    }
    return planner.plan();
  }

  Cmp[] compares() {
    return conditions.stream().map(Condition::compare).toArray(Cmp[]::new);
  }

  Op[] thenOps() {
    return writes.stream().map(PlannedWrite::op).toArray(Op[]::new);
  }

  Op[] elseOps() {
    return conditions.stream()
        .map(condition -> Op.get(EtcdConnection.bytes(condition.key()), GetOption.DEFAULT))
        .toArray(Op[]::new);
  }

  /// What messages name: the keys written.
  String what() {
    return "write " + String.join(", ", writes.stream().map(PlannedWrite::etcdKey).toList());
  }

  private static final class Planner {
    private final ObjectCache cache;
    private final ValueDecoder decoder;
    private final long restores;
    private final List<Condition> conditions = new ArrayList<>();
    private final List<PlannedWrite> objects = new ArrayList<>();
    private final List<PlannedWrite> texts = new ArrayList<>();
    private Optional<Cause> foreign = Optional.empty();
    private int values;
    private long bytes;

    Planner(ObjectCache cache, ValueDecoder decoder) {
      this.cache = cache;
      this.decoder = decoder;
      this.restores = cache.restores();
    }

    void add(Change change, Cause cause) {
      switch (change) {
        case Change.Create(ResourceKey key, ObjectNode object) -> {
          conditions.add(new Condition(key.etcdKey(), new Condition.IsAbsent(), cause));
          objects.add(put(key, object, 0));
        }
        case Change.Update(ResourceKey key, long version, ObjectNode object) -> {
          long replaces = compared(key, version, cause);
          conditions.add(new Condition(key.etcdKey(), new Condition.WrittenAt(replaces), cause));
          objects.add(put(key, object, replaces));
        }
        case Change.Delete(ResourceKey key, long version) -> {
          long replaces = compared(key, version, cause);
          conditions.add(new Condition(key.etcdKey(), new Condition.WrittenAt(replaces), cause));
          objects.add(new RemoveObject(key, replaces, cache.get(key)));
        }
        case Change.PutSystem(String key, String value, Expected expected) -> {
          addTest(key, Condition.test(expected), cause);
          texts.add(new PutText(key, value, expected));
        }
        case Change.DeleteSystem(String key, Expected expected) -> {
          addTest(key, Condition.test(expected), cause);
          texts.add(new RemoveText(key));
        }
      }
    }

    void add(Guard guard, Cause cause) {
      switch (guard) {
        case Guard.LeaderTerm(Term term) ->
            conditions.add(
                new Condition(
                    SystemKeys.election(term.election()),
                    new Condition.CreatedAt(term.createRevision()),
                    cause));
        case Guard.SystemIs(String key, Expected expected) ->
            addTest(key, Condition.test(expected), cause);
        case Guard.ResourceAbsent(ResourceKey key) ->
            conditions.add(new Condition(key.etcdKey(), new Condition.IsAbsent(), cause));
        case Guard.ResourceExists(ResourceKey key) ->
            conditions.add(new Condition(key.etcdKey(), new Condition.Exists(), cause));
        case Guard.ResourceAt(ResourceKey key, long version) -> {
          long revision = compared(key, version, cause);
          conditions.add(new Condition(key.etcdKey(), new Condition.WrittenAt(revision), cause));
        }
      }
    }

    CommitPlan plan() {
      if (values > 1 && bytes > Transaction.MAX_BYTES) {
        throw new IllegalArgumentException(
            "a transaction of several objects with "
                + bytes
                + " bytes, the limit is "
                + Transaction.MAX_BYTES);
      }
      objects.sort(Comparator.comparingInt(write -> ResourceVersions.place(write.etcdKey())));
      List<PlannedWrite> writes = new ArrayList<>(objects);
      writes.addAll(texts);
      return new CommitPlan(List.copyOf(conditions), List.copyOf(writes), foreign);
    }

    private void addTest(String key, Optional<Test> test, Cause cause) {
      test.ifPresent(wanted -> conditions.add(new Condition(key, wanted, cause)));
    }

    /// The revision that a version's holder must compare. Where a bad value stands over the version
    /// served, it is the bad one's, so that the write replaces it.
    private long compared(ResourceKey key, long version, Cause cause) {
      if (ResourceVersions.restores(version) != restores && foreign.isEmpty()) {
        foreign = Optional.of(cause);
      }
      long revision = ResourceVersions.revision(version);
      return cache.storedInstead(key, revision).orElse(revision);
    }

    private PutObject put(ResourceKey key, ObjectNode object, long replaces) {
      ObjectNode tree = object.deepCopy();
      if (tree.get("metadata") instanceof ObjectNode metadata) {
        metadata.remove("resourceVersion");
      }
      byte[] value = YamlEmitter.emit(decoder.sealed(key, tree));
      values++;
      bytes += value.length;
      return new PutObject(key, tree, ByteSequence.from(value), replaces);
    }
  }
}
