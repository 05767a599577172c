package io.ciao.apiserver.reference;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.Resolved;
import io.ciao.api.meta.Shared;
import io.ciao.api.workload.Workload;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Workloads and Images of the store, which tenants may share.
public final class SharedObjects {
  private SharedObjects() {}

  /// What a name means in a tenant; absent where there is no name.
  ///
  /// @param resource `workloads` or `images`
  public static Shared<StoredObject> named(
      ResourceStore store, String resource, @Nullable String tenant, String name) {
    return name.isEmpty()
        ? new Shared.Absent<>()
        : Shared.resolve(
            tenant,
            name,
            key -> store.find(resource, key.namespace(), key.name()),
            SharedObjects::isPublic);
  }

  /// Whether every tenant may use an object.
  public static boolean isPublic(StoredObject object) {
    return Shared.isPublic(object.view());
  }

  /// The Workload that an Instance's spec names; empty if it names none, or none that is there and
  /// may be used.
  public static Optional<StoredObject> workload(ResourceStore store, String tenant, JsonNode spec) {
    return named(store, "workloads", tenant, spec.path("workload").asText("")).usable();
  }

  /// See [Workload#revision()].
  public static String revision(StoredObject workload) {
    return Workload.revision(workload.uid(), ObjectTree.generation(workload.view()));
  }

  /// The spec of a Workload; empty if there is none.
  public static WorkloadSpec spec(Optional<StoredObject> workload) {
    return workload
        .map(found -> Json.toRecord(found.view().path("spec"), WorkloadSpec.class))
        .orElse(WorkloadSpec.EMPTY);
  }

  /// The fields that an instance's own lie over: those of the workload it is made from, and before
  /// it was bound those of the workload that it names.
  public static WorkloadSpec base(ResourceStore store, JsonNode instance) {
    return Resolved.of(instance)
        .map(Resolved::base)
        .orElseGet(
            () -> spec(workload(store, ObjectTree.namespace(instance), instance.path("spec"))));
  }
}
