package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How the cluster deals with nodes that fall silent.
///
/// @param paused whether no node is declared lost
/// @param resumedAt when an operator last said that what is silent may be lost, however much it is
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FailoverConfig(@Nullable Boolean paused, @Nullable Instant resumedAt) {
  public static final FailoverConfig EMPTY = new FailoverConfig(null, null);

  /// Whether no node is declared lost.
  public boolean isPaused() {
    return Boolean.TRUE.equals(paused);
  }
}
