package io.ciao.ctl.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.Set;

/// Changes of `metadata.managedFields` at the step from client-side to server-side apply. Pure.
final class FieldOwners {
  private FieldOwners() {}

  /// The list with the entries of client-side applies, ours and kubectl's, joined into the apply
  /// entry of `manager`; the same list if there are none.
  static JsonNode takenOver(JsonNode managedFields, String manager) {
    var old =
        Set.of(manager + ClientSideApply.MANAGER_SUFFIX, "kubectl-client-side-apply", manager);
    var result = Json.array();
    ObjectNode joined = null;
    var found = false;
    for (var entry : managedFields) {
      var operation = entry.path("operation").asText();
      var mainObject = entry.path("subresource").asText("").isEmpty();
      var name = entry.path("manager").asText();
      var applied = mainObject && operation.equals("Apply") && name.equals(manager);
      var clientSide = mainObject && operation.equals("Update") && old.contains(name);
      if (!applied && !clientSide) {
        result.add(entry.deepCopy());
        continue;
      }
      found |= clientSide;
      if (joined == null) {
        joined = entry.deepCopy();
        joined.put("manager", manager).put("operation", "Apply");
        result.add(joined);
      } else {
        join(joined.withObject("/fieldsV1"), entry.path("fieldsV1"));
      }
    }
    return found ? result : managedFields;
  }

  private static void join(ObjectNode fields, JsonNode more) {
    for (var field : more.properties()) {
      if (fields.get(field.getKey()) instanceof ObjectNode inner) {
        join(inner, field.getValue());
      } else {
        fields.set(field.getKey(), field.getValue().deepCopy());
      }
    }
  }
}
