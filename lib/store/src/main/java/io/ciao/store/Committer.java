package io.ciao.store;

import io.ciao.store.CommitResult.Cause;
import io.ciao.store.CommitResult.Cause.ChangeFailed;
import io.ciao.store.CommitResult.Cause.GuardFailed;
import io.ciao.store.CommitResult.Committed;
import io.ciao.store.CommitResult.Refused;
import io.ciao.store.CommitResult.TermLost;
import io.ciao.store.PlannedWrite.PutObject;
import io.ciao.store.PlannedWrite.PutText;
import io.ciao.store.PlannedWrite.RemoveObject;
import io.ciao.store.PlannedWrite.RemoveText;
import io.ciao.store.ValueDecoder.Good;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Sends transactions to etcd and makes sure of how they ended.
///
/// Each attempt gets a second. After one without a clear answer the outcome is read; if it has not
/// happened, the transaction is sent again with the same comparisons, and a comparison that then
/// fails is judged by the same read: it may fail because an earlier attempt came through. After
/// five seconds the outcome is unknown.
final class Committer {
  private static final Duration ATTEMPT = Duration.ofSeconds(1);
  private static final Duration IN_ALL = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final EtcdConnection etcd;
  private final ObjectCache cache;
  private final ValueDecoder decoder;
  private final Indexer indexer;
  private final OutcomeJudge judge;
  private final Clocks clocks;

  /// What measures and counts.
  record Clocks(LongSupplier nanos, StoreCounters counters) {}

  Committer(
      EtcdConnection etcd,
      ObjectCache cache,
      ValueDecoder decoder,
      Indexer indexer,
      Clocks clocks) {
    this.etcd = etcd;
    this.cache = cache;
    this.decoder = decoder;
    this.indexer = indexer;
    this.judge = new OutcomeJudge(etcd);
    this.clocks = clocks;
  }

  CommitResult commit(Transaction transaction) throws StoreException {
    CommitPlan plan = CommitPlan.of(transaction, cache, decoder);
    if (plan.foreign().isPresent()) {
      Cause cause = plan.foreign().get();
      return new Refused(cause, served(cause), null);
    }
    return new Attempts(plan).run();
  }

  /// The attempts at one transaction.
  private final class Attempts {
    private final CommitPlan plan;
    private final long deadline = clocks.nanos().getAsLong() + IN_ALL.toNanos();
    private boolean unclear;
    private @Nullable EtcdCallException last;

    Attempts(CommitPlan plan) {
      this.plan = plan;
    }

    CommitResult run() throws StoreException {
      while (true) {
        Optional<CommitResult> result = attempt();
        if (result.isPresent()) {
          return result.get();
        }
        Optional<OptionalLong> read = happened();
        if (read.isPresent() && read.get().isPresent()) {
          return committed(plan, read.get().getAsLong());
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }

    /// One sending; empty if its outcome is not clear.
    private Optional<CommitResult> attempt() throws StoreException {
      TxnResponse answer;
      try {
        answer = send(plan, patience());
      } catch (EtcdCallException e) {
        note(e);
        return Optional.empty();
      }
      if (answer.isSucceeded()) {
        return Optional.of(committed(plan, answer.getHeader().getRevision()));
      }
      if (!unclear) {
        return Optional.of(refused(plan, answer));
      }
      return happened()
          .map(
              revision ->
                  revision.isPresent()
                      ? committed(plan, revision.getAsLong())
                      : refused(plan, answer));
    }

    /// What a read tells: the revision at which the transaction happened, or that it has not; empty
    /// if the read got no answer.
    private Optional<OptionalLong> happened() throws StoreException {
      try {
        return Optional.of(judge.happened(plan, patience()));
      } catch (EtcdCallException e) {
        note(e);
        return Optional.empty();
      }
    }

    private Duration patience() throws StoreException {
      Duration left = Duration.ofNanos(deadline - clocks.nanos().getAsLong());
      if (!left.isPositive()) {
        throw unknown("for " + IN_ALL.toSeconds() + " s");
      }
      return left.compareTo(ATTEMPT) < 0 ? left : ATTEMPT;
    }

    private void note(EtcdCallException failure) throws StoreException {
      last = failure;
      switch (failure.kind()) {
        case UNANSWERED -> {
          unclear = true;
          clocks.counters().unclear.increment();
        }
        case INTERRUPTED -> throw unknown("until the writer was interrupted");
        case REJECTED, OUT_OF_RANGE -> {
          if (unclear) {
            throw unknown("before it was refused");
          }
          throw new StoreException.Rejected("etcd refused: " + failure.getMessage(), failure);
        }
      }
    }

    private StoreException unknown(String how) {
      clocks.counters().unknown.increment();
      String cause = last == null ? "" : " (" + last.getMessage() + ")";
      return new StoreException.OutcomeUnknown(
          plan.what()
              + ": outcome unknown, etcd gave no clear answer "
              + how
              + cause
              + "; read the object and decide again",
          last);
    }
  }

  private TxnResponse send(CommitPlan plan, Duration patience) throws EtcdCallException {
    return etcd.call(
        plan.what(),
        patience,
        client ->
            client
                .getKVClient()
                .txn()
                .If(plan.compares())
                .Then(plan.thenOps())
                .Else(plan.elseOps())
                .commit());
  }

  private Committed committed(CommitPlan plan, long revision) {
    clocks.counters().commits.increment();
    Map<ResourceKey, StoredObject> objects = new HashMap<>();
    for (PlannedWrite write : plan.writes()) {
      switch (write) {
        case PutObject put -> {
          long version = version(put.key(), revision);
          objects.put(
              put.key(), StoredObject.of(put.key(), version, put.tree().deepCopy(), indexer));
        }
        case RemoveObject remove -> {
          if (remove.served() != null) {
            objects.put(remove.key(), remove.served().at(version(remove.key(), revision)));
          }
        }
        case PutText put -> {}
        case RemoveText remove -> {}
      }
    }
    return new Committed(objects, revision);
  }

  private CommitResult refused(CommitPlan plan, TxnResponse answer) {
    List<GetResponse> reads = answer.getGetResponses();
    int failed = -1;
    for (int i = 0; i < plan.conditions().size(); i++) {
      Condition condition = plan.conditions().get(i);
      if (condition.holds(first(reads.get(i)))) {
        continue;
      }
      if (condition.cause() instanceof GuardFailed(int index, Guard.LeaderTerm(Term term))) {
        return new TermLost(term);
      }
      failed = failed < 0 ? i : failed;
    }
    if (failed < 0) {
      throw new IllegalStateException(plan.what() + ": refused, yet every condition holds");
    }
    Condition condition = plan.conditions().get(failed);
    KeyValue found = first(reads.get(failed));
    if (condition.key().startsWith(SystemKeys.PREFIX)) {
      long header = ResourceVersions.ofList(cache.restores(), answer.getHeader().getRevision());
      return new Refused(condition.cause(), null, systemValue(condition.key(), found, header));
    }
    return new Refused(condition.cause(), current(condition.key(), found), null);
  }

  /// The object as etcd holds it; the one served if that is unreadable; null if there is none.
  private @Nullable StoredObject current(String key, @Nullable KeyValue found) {
    if (found == null) {
      return null;
    }
    byte[] value = found.getValue().getBytes();
    return decoder.decode(key, value, cache.restores(), found.getModRevision())
            instanceof Good(StoredObject object)
        ? object
        : cache.get(ResourceKey.of(key));
  }

  private @Nullable StoredObject served(Cause cause) {
    return switch (cause) {
      case ChangeFailed(int index, Change.ResourceChange change) -> cache.get(change.key());
      case ChangeFailed(int index, Change.SystemChange change) -> null;
      case GuardFailed(int index, Guard.ResourceAt(ResourceKey key, long version)) ->
          cache.get(key);
      case GuardFailed(int index, Guard guard) -> null;
    };
  }

  static SystemValue systemValue(String key, @Nullable KeyValue found, long headerVersion) {
    return found == null
        ? new SystemValue(key, null, 0, 0, headerVersion)
        : new SystemValue(
            key,
            found.getValue().toString(StandardCharsets.UTF_8),
            found.getCreateRevision(),
            found.getModRevision(),
            headerVersion);
  }

  private long version(ResourceKey key, long revision) {
    return ResourceVersions.ofObject(cache.restores(), revision, key);
  }

  private static @Nullable KeyValue first(GetResponse answer) {
    return answer.getKvs().isEmpty() ? null : answer.getKvs().getFirst();
  }
}
