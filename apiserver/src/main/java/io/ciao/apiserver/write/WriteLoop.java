package io.ciao.apiserver.write;

import io.ciao.apiserver.quota.Charging;
import io.ciao.apiserver.quota.Ledger;
import io.ciao.apiserver.quota.QuotaExceeded;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.status.StatusError;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.store.CommitResult;
import io.ciao.store.Guard;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Runs attempts against the store. Safe for many threads.
///
/// The first attempt trusts the cache as it is. A refusal that may come from a cache that lags is
/// tried again after the cache has caught up; a transaction that found other versions is decided
/// again, up to five times.
public final class WriteLoop {
  /// One attempt and five repetitions.
  private static final int ATTEMPTS_MAX = 6;

  private final ResourceStore store;
  private final Ledger ledger;

  public WriteLoop(ResourceStore store) {
    this.store = store;
    this.ledger = new Ledger(store);
  }

  /// Where charges are kept.
  public Ledger ledger() {
    return ledger;
  }

  /// Refuses (403) what a write would be refused for by a limit, without writing: for dry runs.
  public void requireRoom(Optional<Charging> charging) {
    if (charging.isPresent()) {
      try {
        ledger.requireRoom(charging.get());
      } catch (StoreException e) {
        throw StoreFailures.refusal(e);
      } catch (QuotaExceeded e) {
        throw exceeded(charging.get(), e);
      }
    }
  }

  /// Attempts a write until it is done, refused, or was beaten too often.
  ///
  /// @param guards conditions of the request itself, added to every transaction
  /// @param attempt reads from the store's cache and decides; called again after a lost race
  /// @throws RequestRefused with what the attempt or the store refused
  public <R> R run(List<Guard> guards, Supplier<Attempt<R>> attempt) {
    for (int left = ATTEMPTS_MAX; left > 0; left--) {
      long seen = store.currentVersion();
      Attempt<R> outcome;
      try {
        outcome = attempt.get();
      } catch (RequestRefused refused) {
        if (catchUp() == seen || left == 1) {
          throw refused;
        }
        continue;
      }
      switch (outcome) {
        case Attempt.Done<R> done -> {
          return done.answer();
        }
        case Attempt.Refused<R> refused -> {
          if (catchUp() == seen || left == 1) {
            return refused.answer();
          }
        }
        case Attempt.Commit<R> commit -> {
          switch (commit(guards, commit)) {
            case Attempt.Next.Answer<R> answer -> {
              return answer.answer();
            }
            case Attempt.Next.Again<R> _ -> catchUp();
          }
        }
      }
    }
    throw new StatusError(
            409,
            "Conflict",
            "the object changed " + ATTEMPTS_MAX + " times while it was being written; try again",
            null)
        .refused();
  }

  private <R> Attempt.Next<R> commit(List<Guard> guards, Attempt.Commit<R> commit) {
    try {
      return switch (commit(guarded(commit.transaction(), guards), commit.charging())) {
        case CommitResult.Committed committed ->
            new Attempt.Next.Answer<>(commit.then().apply(committed));
        case CommitResult.Refused refused -> commit.refused().apply(refused);
        case CommitResult.TermLost lost -> throw Refusals.termLost(lost.term());
      };
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  private CommitResult commit(Transaction transaction, Optional<Charging> charging)
      throws StoreException {
    if (charging.isEmpty()) {
      return store.commit(transaction);
    }
    try {
      return ledger.commit(charging.get(), transaction);
    } catch (QuotaExceeded e) {
      throw exceeded(charging.get(), e);
    }
  }

  private static RequestRefused exceeded(Charging charging, QuotaExceeded limit) {
    return Refusals.forbidden(
        charging.resource(), charging.name(), String.valueOf(limit.getMessage()));
  }

  private static Transaction guarded(Transaction transaction, List<Guard> guards) {
    if (guards.isEmpty()) {
      return transaction;
    }
    List<Guard> all = new ArrayList<>(transaction.guards());
    all.addAll(guards);
    return new Transaction(transaction.changes(), all);
  }

  /// Waits until the cache shows all that was committed before.
  ///
  /// @return the version it has reached
  public long catchUp() {
    try {
      return store.awaitCurrent();
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }
}
