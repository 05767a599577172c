package io.ciao.cnci.concentrator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The API over HTTPS. Safe for many threads.
public final class HttpConcentratorApi implements ConcentratorApi {
  private static final int FORBIDDEN = 403;

  private final ApiClient client;
  private final ApiClient quick;
  private final String nodeName;
  private final AtomicReference<@Nullable String> nodeUid = new AtomicReference<>();

  /// @param quick takes roles: one that gives up soon, since the next apiserver may answer
  public HttpConcentratorApi(ApiClient client, ApiClient quick, String nodeName) {
    this.client = client;
    this.quick = quick;
    this.nodeName = nodeName;
  }

  @Override
  public Optional<ObjectNode> find(ObjectKey key) {
    try {
      return client.find(ResourceType.CONCENTRATORS, key);
    } catch (ApiException e) {
      // A node may read only what concerns it: a Concentrator that was moved away is refused.
      if (e.code() == FORBIDDEN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public ObjectNode patchStatus(ObjectKey key, ObjectNode patch) {
    return client.mergePatchStatus(ResourceType.CONCENTRATORS, key, patch);
  }

  @Override
  public ObjectNode takeRole(ObjectKey key, ObjectNode patch) {
    return quick.mergePatchStatus(ResourceType.CONCENTRATORS, key, patch);
  }

  @Override
  public void patch(ObjectKey key, ObjectNode patch) {
    client.mergePatch(ResourceType.CONCENTRATORS, key, patch);
  }

  /// A Node keeps its uid: the one that its certificate names.
  @Override
  public Optional<String> nodeUid() {
    var known = nodeUid.get();
    if (known == null) {
      known =
          quick
              .find(ResourceType.NODES, new ObjectKey(null, nodeName))
              .map(node -> node.path("metadata").path("uid").asText())
              .orElse(null);
      nodeUid.set(known);
    }
    return Optional.ofNullable(known);
  }
}
