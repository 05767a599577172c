package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;
import java.util.List;
import java.util.Map;

/// A Secret's type says which keys it must have. No message names a value.
final class SecretAdmission implements Admission {
  private static final String ACCOUNT_NAME = "kubernetes.io/service-account.name";

  /// By type: the keys that must be there.
  private static final Map<String, List<String>> KEYS =
      Map.of(
          "kubernetes.io/tls", List.of("tls.crt", "tls.key"),
          "kubernetes.io/ssh-auth", List.of("ssh-privatekey"),
          "kubernetes.io/dockercfg", List.of(".dockercfg"),
          "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"));

  @Override
  public void create(Draft draft) {
    check(draft);
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    check(draft);
    KeyedValues.unchanged(old, draft, List.of("data"));
  }

  private static void check(Draft draft) {
    KeyedValues.limit(draft, "data", KeyedValues.bytes(draft, "data"));
    String type = draft.tree().path("type").asText();
    for (String key : KEYS.getOrDefault(type, List.of())) {
      requireKey(draft, type, key);
    }
    JsonNode data = draft.tree().path("data");
    if (type.equals("kubernetes.io/basic-auth") && !data.has("username") && !data.has("password")) {
      requireKey(draft, type, "username");
    }
    JsonNode annotations = draft.tree().path("metadata").path("annotations");
    if (type.equals("kubernetes.io/service-account-token")
        && annotations.path(ACCOUNT_NAME).asText("").isEmpty()) {
      draft.refuse(
          Cause.required(
              "metadata.annotations[" + ACCOUNT_NAME + "]", "the type " + type + " needs it"));
    }
  }

  private static void requireKey(Draft draft, String type, String key) {
    if (!draft.tree().path("data").has(key)) {
      draft.refuse(Cause.required("data[" + key + "]", "the type " + type + " needs it"));
    }
  }
}
