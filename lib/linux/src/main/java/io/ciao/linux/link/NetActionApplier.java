package io.ciao.linux.link;

import java.util.List;

/// Performs actions.
public interface NetActionApplier {
  /// In order, stopping at the first failure; what was done until then stays, and so may some of
  /// what came next to it in the same namespace, but no link comes up after a failure. The
  /// exception says what was attempted, where, and what was answered.
  void apply(List<NetAction> actions);
}
