package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.store.StoredObject;
import java.util.Optional;

/// Whether an instance wants a privileged container, which is root on its node, and whether its
/// tenant may have one. Pure.
public final class Privilege {
  private Privilege() {}

  /// Whether an instance is privileged: as it says itself, else as its workload says.
  ///
  /// @param workload the workload's spec; missing where there is none
  public static boolean wanted(JsonNode spec, JsonNode workload) {
    return spec.hasNonNull("privileged")
        ? spec.path("privileged").asBoolean()
        : workload.path("privileged").asBoolean();
  }

  /// Why a tenant may not have privileged containers; empty if it may.
  ///
  /// @param tenant its Tenant; empty if that is not there
  public static Optional<String> missing(String name, Optional<StoredObject> tenant) {
    boolean permitted =
        tenant
            .map(found -> found.view().path("spec").path("permissions"))
            .filter(permissions -> permissions.path("privilegedContainers").asBoolean())
            .isPresent();
    return permitted
        ? Optional.empty()
        : Optional.of(
            "tenant "
                + name
                + " may not run privileged containers; its Tenant's"
                + " spec.permissions.privilegedContainers must be true");
  }
}
