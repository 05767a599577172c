package io.ciao.ctl.command;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.schema.KindDefinition;
import java.util.Optional;

/// Whether etcd holds something for an object that the apiserver cannot read: what somebody put
/// there by hand.
final class StoredValue {
  private StoredValue() {}

  /// What is wrong with it, as a sentence that names the key; empty if nothing is, or if the caller
  /// may not ask.
  static Optional<String> of(ApiClient client, KindDefinition kind, ObjectKey object) {
    var namespace = object.namespace() == null ? "" : object.namespace() + "/";
    var key = "/ciao/" + kind.plural() + "/" + namespace + object.name();
    try {
      for (var item : client.request("GET", "/unreadable", null).path("items")) {
        if (key.equals(item.path("key").asText())) {
          return Optional.of(
              sentence(key, item.path("reason").asText(), item.path("served").asBoolean()));
        }
      }
      return Optional.empty();
    } catch (ApiException e) {
      return Optional.empty();
    }
  }

  private static String sentence(String key, String reason, boolean served) {
    return "etcd's value of %s is left out: %s%s"
        .formatted(
            key,
            reason,
            served ? "; shown is the last good version, which the next write restores" : "");
  }
}
