package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.tree.ObjectTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The text of a Secret that a client writes as `stringData`: it becomes `data` as soon as it is
/// read, so that owners, comparisons and the store know one form alone. Pure.
final class SecretText {
  private static final String STRING_DATA = "stringData";

  private SecretText() {}

  /// Changes this very tree if it is a Secret's. Text wins over the bytes of the same key; what is
  /// no text stays for validation to refuse.
  static void fold(KindDefinition kind, ObjectNode tree) {
    if (!kind.groupResource().equals("secrets") || !tree.has(STRING_DATA)) {
      return;
    }
    JsonNode texts = tree.path(STRING_DATA);
    if (texts.isNull()) {
      tree.remove(STRING_DATA);
      return;
    }
    for (JsonNode text : texts) {
      if (!text.isTextual()) {
        return;
      }
    }
    boolean dataIsWrong = tree.hasNonNull("data") && !tree.path("data").isObject();
    if (!texts.isObject() || dataIsWrong) {
      return;
    }
    List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(texts.properties());
    tree.remove(STRING_DATA);
    if (entries.isEmpty()) {
      return;
    }
    ObjectNode data = ObjectTree.map(tree, "data");
    for (Map.Entry<String, JsonNode> entry : entries) {
      byte[] bytes = entry.getValue().textValue().getBytes(StandardCharsets.UTF_8);
      data.put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
    }
  }
}
