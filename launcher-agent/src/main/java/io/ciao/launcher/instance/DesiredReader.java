package io.ciao.launcher.instance;

import io.ciao.api.instance.Instance;
import io.ciao.api.meta.Finalizers;
import io.ciao.launcher.desired.Kept;
import io.ciao.launcher.desired.Kept.Source;
import io.ciao.launcher.instance.Desired.Bound;
import io.ciao.launcher.instance.Desired.Deletion;
import io.ciao.launcher.ledger.InstanceName;
import org.jspecify.annotations.Nullable;

/// Reads what is wanted out of a kept Instance.
final class DesiredReader {
  private DesiredReader() {}

  static Desired read(Kept kept, Instance instance, String driver) {
    return new Desired(
        name(kept),
        instance.metadata().generationOrZero(),
        bound(instance),
        deletion(kept, instance),
        instance.spec().wantsRunning(),
        instance.metadata().finalizers().contains(Finalizers.NODE),
        driver,
        instance.restartAskedAt().orElse(null));
  }

  static InstanceName name(Kept kept) {
    var namespace = kept.key().namespace();
    return new InstanceName(kept.uid(), namespace == null ? "" : namespace, kept.key().name());
  }

  private static @Nullable Bound bound(Instance instance) {
    var binding = instance.status().binding();
    return binding == null
        ? null
        : new Bound(binding.nodeUID(), binding.epoch(), binding.isReleasing());
  }

  private static Deletion deletion(Kept kept, Instance instance) {
    if (!instance.metadata().deleting()) {
      return Deletion.NONE;
    }
    return kept.source() == Source.API ? Deletion.SHOWN_BY_API : Deletion.SAID_BY_FRAME;
  }
}
