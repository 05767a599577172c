package io.ciao.ctl.session;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.ctl.config.ClusterConfig;
import io.ciao.ctl.config.ConfigException;

/// Tells a ciao cluster from any other that kubectl speaks to, so that no command of this program
/// is carried out where nobody meant it.
final class CiaoServers {
  private static final String GROUP_VERSION = "ciao.io/v1";

  private CiaoServers() {}

  /// Asks the server once what it serves.
  ///
  /// @throws ConfigException if it does not serve `ciao.io/v1`
  /// @throws ApiException if it does not say, for example because it refuses the user
  static void require(ApiClient client, ClusterConfig config) {
    if (!serves(client)) {
      throw new ConfigException(
          "context %s of %s is no ciao cluster (%s has no %s); name one with --context, --kubeconfig or CIAOCONFIG"
              .formatted(config.context(), config.file(), config.server(), GROUP_VERSION));
    }
  }

  private static boolean serves(ApiClient client) {
    try {
      var answer = client.request("GET", "/apis/" + GROUP_VERSION, null);
      return GROUP_VERSION.equals(answer.path("groupVersion").asText());
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }
}
