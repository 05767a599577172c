package io.ciao.ctl.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.List;

/// Objects as programs get them. Pure.
public final class Trees {
  private Trees() {}

  /// The objects as one `List`.
  public static ObjectNode list(List<ObjectNode> objects) {
    var list = Json.object();
    list.put("apiVersion", "v1").put("kind", "List");
    list.putArray("items").addAll(objects);
    return list;
  }

  /// A copy without the bookkeeping of who wrote which field, which fills pages.
  public static ObjectNode withoutManagedFields(ObjectNode object) {
    if (!object.path("metadata").has("managedFields")) {
      return object;
    }
    var copy = object.deepCopy();
    if (copy.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
    }
    return copy;
  }
}
