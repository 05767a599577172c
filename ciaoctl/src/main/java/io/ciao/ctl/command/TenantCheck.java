package io.ciao.ctl.command;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.ctl.session.RefusedException;
import java.util.List;

/// Tells a tenant that has nothing from one that does not exist: the server answers both with an
/// empty list.
final class TenantCheck {
  private final ApiClient client;

  TenantCheck(ApiClient client) {
    this.client = client;
  }

  /// Returns where the tenant exists, or where the user may not know.
  ///
  /// @throws RefusedException if it does not exist
  void require(String tenant) {
    try {
      if (client.find(ResourceType.NAMESPACES, new ObjectKey(null, tenant)).isPresent()) {
        return;
      }
    } catch (ApiException _) {
      return;
    }
    var others = others();
    throw new RefusedException(
        "there is no tenant %s%s"
            .formatted(
                tenant,
                others.isEmpty()
                    ? ""
                    : "; there are %s (ciaoctl get tenants)".formatted(String.join(", ", others))));
  }

  private List<String> others() {
    try {
      return client.list(ResourceType.TENANTS, null, ListQuery.ALL).items().stream()
          .map(tenant -> tenant.path("metadata").path("name").asText())
          .toList();
    } catch (ApiException _) {
      return List.of();
    }
  }
}
