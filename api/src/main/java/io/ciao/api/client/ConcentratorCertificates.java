package io.ciao.api.client;

import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;

/// `POST concentrators/NAME/certificate`: how the node that carries a concentrator has the
/// certificate signed by which that speaks SSNTP. Texts are PEM.
public final class ConcentratorCertificates {
  private ConcentratorCertificates() {}

  /// Has a request signed.
  ///
  /// @param api shows the node's certificate
  public static String sign(ApiClient api, ObjectKey concentrator, String request) {
    var path = ResourceType.CONCENTRATORS.path(concentrator) + "/certificate";
    return api.post(path, Json.object().put("request", request)).path("certificate").asText("");
  }
}
