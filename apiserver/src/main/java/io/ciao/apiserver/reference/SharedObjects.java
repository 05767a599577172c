package io.ciao.apiserver.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Objects that tenants may share: those of the own tenant go first, then the public ones of tenant
/// `default`.
public final class SharedObjects {
  /// Where public objects live.
  public static final String SHARED_TENANT = "default";

  private SharedObjects() {}

  /// The object that a name means in a tenant, whether it may be used or not.
  public static Optional<StoredObject> named(
      ResourceStore store, String resource, @Nullable String tenant, String name) {
    return store.find(resource, tenant, name).or(() -> store.find(resource, SHARED_TENANT, name));
  }

  /// Whether a tenant may use an object.
  public static boolean mayUse(String tenant, StoredObject object) {
    return tenant.equals(object.key().namespace()) || isPublic(object);
  }

  /// Whether every tenant may use an object.
  public static boolean isPublic(StoredObject object) {
    return object.view().path("spec").path("visibility").asText("private").equals("public");
  }

  /// The Workload that an Instance's spec names; empty if it names none, or none that is there and
  /// may be used.
  public static Optional<StoredObject> workload(ResourceStore store, String tenant, JsonNode spec) {
    String name = spec.path("workload").asText("");
    return name.isEmpty()
        ? Optional.empty()
        : named(store, "workloads", tenant, name).filter(workload -> mayUse(tenant, workload));
  }

  /// `<uid>/<generation>` of a Workload, as `status.workloadRevision` names it.
  public static String revision(StoredObject workload) {
    JsonNode metadata = workload.view().path("metadata");
    return workload.uid() + "/" + metadata.path("generation").asLong();
  }

  /// The spec of a Workload; missing if there is none.
  public static JsonNode spec(Optional<StoredObject> workload) {
    return workload.map(found -> found.view().path("spec")).orElse(MissingNode.getInstance());
  }
}
