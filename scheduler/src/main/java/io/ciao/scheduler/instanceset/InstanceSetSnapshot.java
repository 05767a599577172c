package io.ciao.scheduler.instanceset;

import io.ciao.api.instance.Instance;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.workload.Workload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that one pass over a set may look at.
///
/// @param instances those that the set controls and those with a name that the set would give, in
///   order of names
/// @param workload that the template names; null if it names none, or one that does not exist
record InstanceSetSnapshot(
    InstanceSet set, List<Instance> instances, @Nullable Workload workload, Instant now) {

  InstanceSetSnapshot {
    instances = List.copyOf(instances);
  }
}
