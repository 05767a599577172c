package io.ciao.api.client;

import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;

/// `POST nodes/NAME/certificate`: how a node has its next certificate signed. Texts are PEM.
public final class NodeCertificates {
  private NodeCertificates() {}

  /// Has a request signed.
  ///
  /// @param api shows the present certificate
  public static String sign(ApiClient api, String node, String request) {
    var path = ResourceType.NODES.path(new ObjectKey(null, node)) + "/certificate";
    return api.post(path, Json.object().put("request", request)).path("certificate").asText("");
  }
}
