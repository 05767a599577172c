package io.ciao.apiserver.instance;

import io.ciao.store.StoredObject;
import java.util.Optional;

/// Whether a tenant may have privileged containers, which are root on their node. Pure.
public final class Privilege {
  private Privilege() {}

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
