package io.ciao.scheduler.instanceset;

import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.instanceset.InstanceTemplate;

/// One step towards the instances that a set should have.
sealed interface InstanceSetAction {

  /// Make a fitting instance that nobody controls one of the set.
  record Adopt(InstanceSet set, Instance instance) implements InstanceSetAction {}

  /// Let an instance go its own way that does not fit the set any more.
  record Release(InstanceSet set, Instance instance) implements InstanceSetAction {}

  record Delete(Instance instance) implements InstanceSetAction {}

  /// Make an instance that is missing.
  ///
  /// @param hash of the set's template that this one stands for
  record Create(InstanceSet set, String name, InstanceTemplate template, String hash)
      implements InstanceSetAction {}
}
