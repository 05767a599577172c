package io.ciao.api.schema;

import java.util.Locale;
import java.util.Optional;

/// When the objects of a kind go while their tenant is deleted, in order. A stage begins when
/// nothing of the earlier ones is left.
public enum EndStage {
  /// What runs, and what makes it run again.
  INSTANCES,
  /// What instances use.
  ORDINARY,
  /// The concentrators, whose networks are empty by then.
  CONCENTRATORS,
  NETWORKS,
  /// What everything else may still need while it ends: permissions, secrets, quotas, events.
  LAST;

  /// By its name in a CRD: `x-ciao-end: networks`.
  static Optional<EndStage> of(String text) {
    for (var stage : values()) {
      if (stage.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(stage);
      }
    }
    return Optional.empty();
  }
}
