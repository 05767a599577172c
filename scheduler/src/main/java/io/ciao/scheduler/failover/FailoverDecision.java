package io.ciao.scheduler.failover;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a failover pass does.
///
/// @param losses to declare now
/// @param pause why nothing is declared lost though something is silent; null if that is not so
record FailoverDecision(List<Loss> losses, @Nullable Pause pause) {
  FailoverDecision {
    losses = List.copyOf(losses);
  }

  /// An incarnation that is lost.
  ///
  /// @param seq the newest renewal seen; the loss is refused if there is a newer one
  record Loss(String node, long incarnation, OptionalLong seq) {}

  /// Why failover waits.
  ///
  /// @param reason one of [io.ciao.api.config.ClusterReasons]
  record Pause(String reason, String message) {}
}
