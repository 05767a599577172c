package io.ciao.store;

import io.etcd.jetcd.KeyValue;
import java.util.List;
import java.util.Optional;

/// What etcd said to one plan.
sealed interface TxnAnswer {
  /// All of it is done.
  ///
  /// @param revision the transaction's
  record Done(long revision) implements TxnAnswer {}

  /// A condition does not hold; nothing of it is done.
  ///
  /// @param revision etcd's at that moment
  /// @param found what stands under each condition's key, in the plan's order
  record Failed(long revision, List<Optional<KeyValue>> found) implements TxnAnswer {}

  /// A term is over; nothing of it is done.
  record TermOver(Term term) implements TxnAnswer {}
}
