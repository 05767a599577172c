package io.ciao.scheduler.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.ObjectMeta;
import java.util.List;

/// The merge patch that gives an object these conditions and no others, refused if the object has
/// changed meanwhile.
public final class ConditionsPatch {
  private ConditionsPatch() {}

  public static ObjectNode of(ObjectMeta metadata, List<Condition> conditions) {
    var patch = Json.object();
    patch.putObject("metadata").put("resourceVersion", Long.toString(metadata.version()));
    var list = patch.putObject("status").putArray("conditions");
    conditions.forEach(condition -> list.add(Json.toTree(condition)));
    return patch;
  }
}
