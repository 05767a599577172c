package io.ciao.store;

import io.ciao.store.CommitResult.Committed;
import java.time.Duration;
import java.util.List;
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
  private final CommitResults results;
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
    this.results = new CommitResults(cache, decoder);
    this.own = own;
    this.sender = new TxnSender(etcd);
    this.group = new GroupCommit(sender, ATTEMPT, clocks.counters());
    this.judge = new OutcomeJudge(etcd);
    this.clocks = clocks;
  }

  CommitResult commit(Transaction transaction) throws StoreException {
    CommitPlan plan = CommitPlan.of(transaction, cache, decoder);
    if (plan.foreign().isPresent()) {
      return results.foreign(plan.foreign().get());
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
          return committed(read.get().getAsLong());
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
        return Optional.of(committed(revision));
      }
      if (!unclear) {
        return Optional.of(results.refused(plan, answer));
      }
      return happened()
          .map(
              revision ->
                  revision.isPresent()
                      ? committed(revision.getAsLong())
                      : results.refused(plan, answer));
    }

    private CommitResult committed(long revision) {
      clocks.counters().commits.increment();
      return results.committed(plan, revision);
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
}
