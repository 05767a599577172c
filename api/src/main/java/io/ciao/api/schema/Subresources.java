package io.ciao.api.schema;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Parts of an object with a URL of their own.
///
/// @param status whether `…/status` exists and the main resource ignores `status`
/// @param scaleOrNull where replicas stand, null if the kind does not scale
public record Subresources(boolean status, @Nullable Scale scaleOrNull) {
  /// Where a scaling kind keeps its numbers, as paths like `.spec.replicas`.
  ///
  /// @param labelSelectorPath empty if there is none
  public record Scale(JsonPath specReplicas, JsonPath statusReplicas, String labelSelectorPath) {}

  public Optional<Scale> scale() {
    return Optional.ofNullable(scaleOrNull);
  }
}
