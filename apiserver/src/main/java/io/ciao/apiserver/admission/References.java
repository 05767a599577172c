package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.meta.Shared;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.apiserver.reference.SharedObjects;
import io.ciao.apiserver.status.Cause;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.Locale;
import java.util.Optional;

/// Looks up what an object refers to: in its own tenant first, then among the public objects. What
/// is absent may come later, so it costs a warning; what is there and may not be used is refused.
final class References {
  private final ResourceStore store;

  References(ResourceStore store) {
    this.store = store;
  }

  /// An object that other tenants may share.
  ///
  /// @param field where it is named, for messages
  /// @return the object, if it is there and visible
  Optional<StoredObject> shared(Draft draft, String resource, String field, String name) {
    Shared<StoredObject> found = SharedObjects.named(store, resource, draft.namespace(), name);
    switch (found) {
      case Shared.Usable<StoredObject> _ -> {}
      case Shared.Absent<StoredObject> _ -> warnAbsent(draft, resource, field, name);
      case Shared.Private<StoredObject> _ ->
          draft.refuse(
              Cause.forbidden(
                  field,
                  resource
                      + " \""
                      + name
                      + "\" of tenant "
                      + Shared.TENANT
                      + " is private; name one of this tenant, or have it made public"));
    }
    return found.usable();
  }

  /// An object of the same tenant.
  void own(Draft draft, String resource, String field, String name) {
    if (store.find(resource, draft.namespace(), name).isEmpty()) {
      warnAbsent(draft, resource, field, name);
    }
  }

  /// An object that belongs to no tenant.
  void clusterWide(Draft draft, String resource, String field, String name) {
    if (store.find(resource, null, name).isEmpty()) {
      warnAbsent(draft, resource, field, name);
    }
  }

  /// See [SharedObjects#base].
  WorkloadSpec base(JsonNode instance) {
    return SharedObjects.base(store, instance);
  }

  /// The tenant's own object.
  Optional<StoredObject> tenant(String name) {
    return store.get(ResourceKey.cluster("tenants", name));
  }

  private static void warnAbsent(Draft draft, String resource, String field, String name) {
    draft.warn(
        field
            + ": "
            + resource
            + " \""
            + name
            + "\" does not exist yet; the "
            + draft.tree().path("kind").asText("object").toLowerCase(Locale.ROOT)
            + " waits for it");
  }
}
