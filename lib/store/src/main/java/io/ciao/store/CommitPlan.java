package io.ciao.store;

import io.ciao.store.CommitResult.Cause;
import io.ciao.store.CommitResult.Cause.ChangeFailed;
import io.ciao.store.CommitResult.Cause.GuardFailed;
import io.ciao.store.Condition.Test;
import io.ciao.store.PlannedWrite.PutObject;
import io.ciao.store.PlannedWrite.PutText;
import io.ciao.store.PlannedWrite.RemoveObject;
import io.ciao.store.PlannedWrite.RemoveText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A transaction as etcd gets it: leader terms, conditions, and writes in order of place.
///
/// @param transaction what it is made of
/// @param terms the leader terms under which it happens
/// @param conditions changes' first, then guards', in the transaction's order
/// @param causes the change or guard that each condition comes from
/// @param writes resources in order of place, then system keys
/// @param foreign a cause that needs no etcd to be seen: a version of another restore
record CommitPlan(
    Transaction transaction,
    List<Term> terms,
    List<Condition> conditions,
    List<Cause> causes,
    List<PlannedWrite> writes,
    Optional<Cause> foreign) {

  /// @throws IllegalArgumentException if the values are too large together
  static CommitPlan of(Transaction transaction, ObjectCache cache, ValueDecoder decoder) {
    Planner planner = new Planner(transaction, cache, decoder);
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

  /// The objects among the writes.
  List<OwnWrite> own() {
    List<OwnWrite> own = new ArrayList<>();
    for (PlannedWrite write : writes) {
      if (write instanceof PutObject put) {
        own.add(put.own());
      }
    }
    return own;
  }

  /// What messages name: the first key written, and how many others.
  String what() {
    String first = "write " + writes.getFirst().etcdKey();
    return writes.size() == 1 ? first : first + " and " + (writes.size() - 1) + " more keys";
  }

  /// Values that are not served and that a create of their key may replace.
  private static Map<ResourceKey, Long> replaced(List<Guard> guards) {
    Map<ResourceKey, Long> replaced = new HashMap<>();
    for (Guard guard : guards) {
      if (guard instanceof Guard.ValueAt(ResourceKey key, long modRevision)) {
        replaced.put(key, modRevision);
      }
    }
    return replaced;
  }

  private static final class Planner {
    private final Transaction transaction;
    private final ObjectCache cache;
    private final ValueDecoder decoder;
    private final Map<ResourceKey, Long> replaced;
    private final long restores;
    private final List<Term> terms = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();
    private final List<Cause> causes = new ArrayList<>();
    private final List<PlannedWrite> objects = new ArrayList<>();
    private final List<PlannedWrite> texts = new ArrayList<>();
    private Optional<Cause> foreign = Optional.empty();
    private int values;
    private long bytes;

    Planner(Transaction transaction, ObjectCache cache, ValueDecoder decoder) {
      this.transaction = transaction;
      this.cache = cache;
      this.decoder = decoder;
      this.replaced = replaced(transaction.guards());
      this.restores = cache.restores();
    }

    void add(Change change, Cause cause) {
      switch (change) {
        case Change.Create(ResourceKey key, StoredForm form) -> {
          long bad = replaced.getOrDefault(key, 0L);
          Test test = bad == 0 ? new Condition.IsAbsent() : new Condition.WrittenAt(bad);
          require(key, test, cause);
          objects.add(put(key, form, bad));
        }
        case Change.Update(ResourceKey key, long version, StoredForm form) -> {
          long replaces = compared(key, version, cause);
          require(key, new Condition.WrittenAt(replaces), cause);
          objects.add(put(key, form, replaces));
        }
        case Change.Delete(ResourceKey key, long version) -> {
          long replaces = compared(key, version, cause);
          require(key, new Condition.WrittenAt(replaces), cause);
          objects.add(new RemoveObject(key, replaces, cache.get(key)));
        }
        case Change.PutSystem(String key, String value, Expected expected) -> {
          require(key, Condition.test(expected), cause);
          texts.add(new PutText(key, value, expected));
        }
        case Change.DeleteSystem(String key, Expected expected) -> {
          require(key, Condition.test(expected), cause);
          texts.add(new RemoveText(key));
        }
      }
    }

    void add(Guard guard, Cause cause) {
      switch (guard) {
        case Guard.LeaderTerm(Term term) -> terms.add(term);
        case Guard.SystemIs(String key, Expected expected) ->
            require(key, Condition.test(expected), cause);
        case Guard.ResourceAbsent(ResourceKey key) -> require(key, new Condition.IsAbsent(), cause);
        case Guard.ResourceExists(ResourceKey key) -> require(key, new Condition.Exists(), cause);
        case Guard.ValueAt(ResourceKey key, long modRevision) ->
            require(key, new Condition.WrittenAt(modRevision), cause);
        case Guard.ResourceAt(ResourceKey key, long version) -> {
          long revision = compared(key, version, cause);
          require(key, new Condition.WrittenAt(revision), cause);
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
      return new CommitPlan(
          transaction,
          List.copyOf(terms),
          List.copyOf(conditions),
          List.copyOf(causes),
          List.copyOf(writes),
          foreign);
    }

    private void require(ResourceKey key, Test test, Cause cause) {
      require(key.etcdKey(), Optional.of(test), cause);
    }

    private void require(String key, Optional<Test> test, Cause cause) {
      if (test.isPresent()) {
        conditions.add(new Condition(key, test.get()));
        causes.add(cause);
      }
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

    private PutObject put(ResourceKey key, StoredForm form, long replaces) {
      OwnWrite own = decoder.prepare(key, form);
      values++;
      bytes += own.bytes().size();
      return new PutObject(key, own, replaces);
    }
  }
}
