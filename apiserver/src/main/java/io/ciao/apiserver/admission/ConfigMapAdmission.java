package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;
import java.util.List;
import java.util.Map;

/// A ConfigMap's keys are in one of its two maps.
final class ConfigMapAdmission implements Admission {
  @Override
  public void create(Draft draft) {
    check(draft);
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    check(draft);
    KeyedValues.unchanged(old, draft, List.of("data", "binaryData"));
  }

  private static void check(Draft draft) {
    long bytes = KeyedValues.texts(draft, "data") + KeyedValues.bytes(draft, "binaryData");
    KeyedValues.limit(draft, "data", bytes);
    for (Map.Entry<String, JsonNode> entry : draft.tree().path("binaryData").properties()) {
      if (draft.tree().path("data").has(entry.getKey())) {
        draft.refuse(
            Cause.invalid(
                "binaryData", "the key \"" + entry.getKey() + "\": is in data as well; keep one"));
      }
    }
  }
}
