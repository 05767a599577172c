package io.ciao.scheduler.cluster;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import java.io.IOException;

/// How far the world has come, by a consistent read through the apiserver.
public final class CurrentVersion {
  private static final ListQuery ONE = new ListQuery(null, null, null, 1);

  private CurrentVersion() {}

  /// Reads it; a cache that has reached it has seen every write that was answered before.
  public static long read(ApiClient client) {
    var version = client.list(ResourceType.INSTANCES, null, ONE).resourceVersion();
    try {
      return Long.parseLong(version);
    } catch (NumberFormatException e) {
      throw new ApiUnreachableException(
          "list instances: the answer's resourceVersion is \"" + version + "\", no number",
          new IOException(e));
    }
  }
}
