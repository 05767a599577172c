package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What happens to the instance when its node is lost.
///
/// @param policy [#RESTART] or [#STAY]; null is what the cluster says
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Failover(@Nullable String policy) {
  /// It is started afresh on another node.
  public static final String RESTART = "Restart";

  /// It waits for its node.
  public static final String STAY = "Stay";
}
