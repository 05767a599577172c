package io.ciao.store;

import java.util.List;

/// Plans that may share one etcd transaction: those of the same terms for which there is [Room].
/// Confined to one thread.
final class Pack {
  private final List<Term> terms;
  private final Room room = new Room();

  /// A pack of one plan, whatever its size.
  Pack(CommitPlan first) {
    this.terms = first.terms();
    room.offer(first.transaction());
  }

  /// Takes a plan if it fits to the others.
  boolean offer(CommitPlan plan) {
    return terms.equals(plan.terms()) && room.offer(plan.transaction());
  }

  boolean isFull() {
    return room.isFull();
  }
}
