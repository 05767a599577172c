package io.ciao.scheduler.bind;

import io.ciao.api.instance.Instance;
import io.ciao.api.meta.OwnerReference;
import io.ciao.api.tenant.Permissions;
import io.ciao.api.tenant.QuotaSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a refused bind rests on: all that the apiserver looks at beside the node and the names that
/// must be there. A refusal holds as long as they are the same.
record Grounds(OfInstance instance, OfTenant tenant) {
  /// Those in an instance: what is charged for it, what it wants to be, and how large it is. What
  /// is said of it does not count, for a refusal is said of it too.
  ///
  /// @param workloadRevision of the workload that it is made from; null without one
  record OfInstance(
      long generation,
      @Nullable String workloadRevision,
      Map<String, String> labels,
      Map<String, String> annotations,
      List<String> finalizers,
      List<OwnerReference> owners) {}

  /// Those of all instances of a tenant.
  ///
  /// @param permissions empty if nothing is said of them
  /// @param quotas all of its Quotas
  /// @param relief another number after each time that its instances came to use less
  record OfTenant(Optional<Permissions> permissions, List<QuotaSpec> quotas, long relief) {
    OfTenant {
      quotas = List.copyOf(quotas);
    }
  }

  static Grounds of(Instance instance, @Nullable String workloadRevision, OfTenant tenant) {
    var meta = instance.metadata();
    return new Grounds(
        new OfInstance(
            meta.generationOrZero(),
            workloadRevision,
            meta.labels(),
            meta.annotations(),
            meta.finalizers(),
            meta.ownerReferences()),
        tenant);
  }
}
