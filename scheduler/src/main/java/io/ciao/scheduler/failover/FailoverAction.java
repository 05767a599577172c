package io.ciao.scheduler.failover;

import java.util.OptionalLong;

/// One step of a failover pass.
sealed interface FailoverAction {
  /// Declare an incarnation lost.
  ///
  /// @param written revision at which its presence key was last written, as we saw it, empty if it
  ///   is not there; the loss is refused if that is not so any more
  record DeclareLost(String node, long incarnation, OptionalLong written)
      implements FailoverAction {}
}
