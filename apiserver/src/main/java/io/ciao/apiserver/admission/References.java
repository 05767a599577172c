package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.meta.Shared;
import io.ciao.api.schema.UnknownFields;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.apiserver.reference.SharedObjects;
import io.ciao.apiserver.status.Cause;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Looks up what an object refers to: in its own tenant first, then among the public objects. What
/// is absent may come later, so it costs a warning; what is there and may not be used is refused.
final class References {
  private static final String GROUPS = "securitygroups";

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
      case Shared.Absent<StoredObject> _ -> {
        var usable = new ArrayList<>(names(resource, draft.namespace(), _ -> true));
        usable.addAll(names(resource, Shared.TENANT, SharedObjects::isPublic));
        warnAbsent(draft, resource, field, name, usable);
      }
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
  ///
  /// @return the object, if it is there
  Optional<StoredObject> own(Draft draft, String resource, String field, String name) {
    var tenant = draft.namespace();
    var found = store.find(resource, tenant, name);
    if (found.isEmpty()) {
      warnAbsent(draft, resource, field, name, names(resource, tenant, _ -> true));
    }
    return found;
  }

  /// A security group of the same tenant.
  ///
  /// @param meanwhile what holds while it is not there
  void group(Draft draft, String field, String name, String meanwhile) {
    var tenant = draft.namespace();
    if (store.find(GROUPS, tenant, name).isEmpty()) {
      warnAbsent(draft, GROUPS, field, name, names(GROUPS, tenant, _ -> true), meanwhile);
    }
  }

  /// An object that belongs to no tenant.
  void clusterWide(Draft draft, String resource, String field, String name) {
    if (store.find(resource, null, name).isEmpty()) {
      warnAbsent(draft, resource, field, name, names(resource, null, _ -> true));
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

  private List<String> names(
      String resource, @Nullable String tenant, Predicate<StoredObject> usable) {
    return store.list(resource, tenant).objects().stream()
        .filter(usable)
        .map(object -> object.key().name())
        .toList();
  }

  private static void warnAbsent(
      Draft draft, String resource, String field, String name, List<String> known) {
    var kind = draft.tree().path("kind").asText("object").toLowerCase(Locale.ROOT);
    warnAbsent(draft, resource, field, name, known, "the " + kind + " waits for it");
  }

  private static void warnAbsent(
      Draft draft,
      String resource,
      String field,
      String name,
      List<String> known,
      String meanwhile) {
    var near = UnknownFields.nearest(name, known);
    draft.warn(
        "%s: there is no %s \"%s\" yet%s; %s"
            .formatted(
                field,
                singular(resource),
                name,
                near.isEmpty() ? "" : " (did you mean " + near + "?)",
                meanwhile));
  }

  private static String singular(String resource) {
    return resource.substring(0, resource.length() - (resource.endsWith("sses") ? 2 : 1));
  }
}
