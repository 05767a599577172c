package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.InstanceSpec;
import io.ciao.api.instance.Resolved;
import io.ciao.api.meta.Shared;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.apiserver.reference.SharedObjects;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.Optional;

/// What a bind is judged by.
///
/// @param instance the receiver's own
/// @param version the instance's, which becomes the epoch
/// @param bytes of the instance with its workload's fields, before anything else is written into it
/// @param isResolved whether an earlier bind wrote down what it is made from
/// @param workload what the name of its workload means now
/// @param spec what it is made from: as it was resolved before, else as its names mean now
/// @param image what the name of its image means now
/// @param tenant its Tenant
record BindSnapshot(
    ObjectNode instance,
    long version,
    long bytes,
    boolean isResolved,
    Shared<StoredObject> workload,
    EffectiveSpec spec,
    Shared<StoredObject> image,
    Optional<StoredObject> tenant) {

  static BindSnapshot read(ResourceStore store, StoredObject current) {
    ObjectNode instance = current.tree();
    String tenant = ObjectTree.namespace(instance);
    InstanceSpec own = Json.toRecord(instance.path("spec"), InstanceSpec.class);
    Optional<Resolved> resolved = Resolved.of(instance);
    String name = own.workload() == null ? "" : own.workload();
    Shared<StoredObject> workload = SharedObjects.named(store, "workloads", tenant, name);
    WorkloadSpec base =
        resolved.map(Resolved::base).orElseGet(() -> SharedObjects.spec(workload.usable()));
    EffectiveSpec spec = EffectiveSpec.of(own, base);
    long more =
        resolved.isPresent() ? 0 : workload.usable().map(found -> found.json().length).orElse(0);
    return new BindSnapshot(
        instance,
        current.version(),
        current.json().length + more,
        resolved.isPresent(),
        workload,
        spec,
        SharedObjects.named(store, "images", tenant, spec.image().orElse("")),
        store.get(ResourceKey.cluster("tenants", tenant)));
  }

  /// The revision of the workload that it names; empty if there is none that it may use.
  Optional<String> workloadRevision() {
    return workload.usable().map(SharedObjects::revision);
  }

  /// What its names mean now, as `status.resolved` keeps it.
  ObjectNode resolved() {
    ObjectNode resolved = Json.object();
    workload
        .usable()
        .ifPresent(
            found ->
                resolved.set(
                    "workload",
                    key(found)
                        .put("revision", SharedObjects.revision(found))
                        .set("spec", found.view().path("spec").deepCopy())));
    image.usable().ifPresent(found -> resolved.set("image", key(found)));
    return resolved;
  }

  private static ObjectNode key(StoredObject object) {
    return Json.object()
        .put("namespace", object.key().namespace())
        .put("name", object.key().name());
  }
}
