package io.ciao.apiserver.write;

import io.ciao.apiserver.quota.Charging;
import io.ciao.store.CommitResult;
import io.ciao.store.Transaction;
import java.util.Optional;
import java.util.function.Function;

/// What one look at the cache led to.
///
/// @param <R> the answer
public sealed interface Attempt<R> {
  /// Nothing needs to be written.
  record Done<R>(R answer) implements Attempt<R> {}

  /// Nothing can be written; the answer says why. Asked again if the cache lagged behind.
  record Refused<R>(R answer) implements Attempt<R> {}

  /// Something is to be written.
  ///
  /// @param then makes the answer of what was committed
  /// @param refused says what a condition that failed means for the caller
  /// @param charging what the tenant is charged in the same transaction; empty for nothing
  record Commit<R>(
      Transaction transaction,
      Function<CommitResult.Committed, R> then,
      Function<CommitResult.Refused, Next<R>> refused,
      Optional<Charging> charging)
      implements Attempt<R> {
    /// One that costs nothing.
    public Commit(
        Transaction transaction,
        Function<CommitResult.Committed, R> then,
        Function<CommitResult.Refused, Next<R>> refused) {
      this(transaction, then, refused, Optional.empty());
    }

    /// The same with a charge.
    public Commit<R> charged(Optional<Charging> charge) {
      return new Commit<>(transaction, then, refused, charge);
    }
  }

  /// What a refused transaction leads to.
  sealed interface Next<R> {
    /// Somebody was faster: look again.
    record Again<R>() implements Next<R> {}

    /// The refusal is the answer.
    record Answer<R>(R answer) implements Next<R> {}
  }

  /// A write that looks again whenever one of its conditions fails.
  static <R> Commit<R> commit(Transaction transaction, Function<CommitResult.Committed, R> then) {
    return new Commit<>(transaction, then, _ -> new Next.Again<>());
  }
}
