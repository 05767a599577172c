package io.ciao.scheduler.failover;

import java.util.OptionalLong;

/// One step of a failover pass.
sealed interface FailoverAction {
  /// Declare an incarnation lost.
  ///
  /// @param seq the newest renewal seen; the loss is refused if there is a newer one
  record DeclareLost(String node, long incarnation, OptionalLong seq) implements FailoverAction {}
}
