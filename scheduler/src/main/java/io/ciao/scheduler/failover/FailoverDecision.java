package io.ciao.scheduler.failover;

import io.ciao.scheduler.failover.FailoverAction.DeclareLost;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a failover pass does.
///
/// @param losses to declare now
/// @param pause why nothing is declared lost though something is silent; null if that is not so
record FailoverDecision(List<DeclareLost> losses, @Nullable Pause pause) {
  FailoverDecision {
    losses = List.copyOf(losses);
  }

  /// Why failover waits.
  ///
  /// @param reason one of [io.ciao.api.config.ClusterReasons]
  record Pause(String reason, String message) {}
}
