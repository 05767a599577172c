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

  private final ObjectCache cache;
  private final ValueDecoder decoder;
  private final OwnWrites own;
  private final TxnSender sender;
  private final GroupCommit group;
  private final OutcomeJudge judge;
  private final Clocks clocks;

  /// What measures and counts.
  record Clocks(LongSupplier nanos, StoreCounters counters) {}

  Committer(
      EtcdConnection etcd, ObjectCache cache, ValueDecoder decoder, OwnWrites own, Clocks clocks) {
    this.cache = cache;
    this.decoder = decoder;
    this.own = own;
    this.sender = new TxnSender(etcd);
    this.group = new GroupCommit(sender, ATTEMPT, clocks.counters());
    this.judge = new OutcomeJudge(etcd);
    this.clocks = clocks;
  }

  CommitResult commit(Transaction transaction) throws StoreException {
    CommitPlan plan = CommitPlan.of(transaction, cache, decoder);
    if (plan.foreign().isPresent()) {
      Cause cause = plan.foreign().get();
      return new Refused(cause, served(cause), null);
    }
    List<OwnWrite> writes = plan.own().stream().filter(OwnWrite::fits).toList();
    writes.forEach(own::add);
    CommitResult result = new Attempts(plan).run();
    if (!(result instanceof Committed)) {
      writes.forEach(own::forget);
    }
    return result;
  }

  /// Commits that wait for their turn.
  int waiting() {
    return group.waiting();
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

    /// One sending; empty if its outcome is not clear. The first one goes with whatever else is
    /// committed; one that is repeated goes alone.
    private Optional<CommitResult> attempt() throws StoreException {
      TxnAnswer answer;
      try {
        answer =
            unclear ? sender.send(List.of(plan), patience()).getFirst() : group.send(plan, left());
      } catch (EtcdCallException e) {
        note(e);
        return Optional.empty();
      }
      if (answer instanceof TxnAnswer.Done(long revision)) {
        return Optional.of(committed(plan, revision));
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
      Duration left = left();
      return left.compareTo(ATTEMPT) < 0 ? left : ATTEMPT;
    }

    private Duration left() throws StoreException {
      Duration left = Duration.ofNanos(deadline - clocks.nanos().getAsLong());
      if (!left.isPositive()) {
        throw unknown("for " + IN_ALL.toSeconds() + " s");
      }
      return left;
    }

    private void note(EtcdCallException failure) throws StoreException {
      last = failure;
      switch (failure.kind()) {
        case UNSENT ->
            throw new StoreException.Timeout(
                failure.getMessage() + "; etcd is slow or away, nothing was written", failure);
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

  private Committed committed(CommitPlan plan, long revision) {
    clocks.counters().commits.increment();
    Map<ResourceKey, StoredObject> objects = new HashMap<>();
    for (PlannedWrite write : plan.writes()) {
      switch (write) {
        case PutObject put -> objects.put(put.key(), put.own().at(version(put.key(), revision)));
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

  private CommitResult refused(CommitPlan plan, TxnAnswer answer) {
    return switch (answer) {
      case TxnAnswer.TermOver(Term term) -> new TermLost(term);
      case TxnAnswer.Failed failed -> refused(plan, failed);
      case TxnAnswer.Done done -> throw new IllegalStateException(plan.what() + ": done");
    };
  }

  private Refused refused(CommitPlan plan, TxnAnswer.Failed failed) {
    for (int i = 0; i < plan.conditions().size(); i++) {
      Condition condition = plan.conditions().get(i);
      KeyValue found = failed.found().get(i).orElse(null);
      if (!condition.holds(found)) {
        return refused(plan.causes().get(i), condition.key(), found, failed.revision());
      }
    }
    throw new IllegalStateException(plan.what() + ": refused, yet every condition holds");
  }

  private Refused refused(Cause cause, String key, @Nullable KeyValue found, long revision) {
    if (key.startsWith(SystemKeys.PREFIX)) {
      long header = ResourceVersions.ofList(cache.restores(), revision);
      return new Refused(cause, null, systemValue(key, found, header));
    }
    return new Refused(cause, current(key, found), null);
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
}
