package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;

/// The node that an instance is taken from without the node's word: it is past its fence point.
///
/// @param name the node's
/// @param incarnation that is lost
public record LostNode(String name, long incarnation) {
  /// Whether it is the node of that name.
  public boolean is(String node) {
    return name.equals(node);
  }

  static LostNode read(ItemFields fields) {
    return new LostNode(fields.text("name"), fields.number("incarnation"));
  }

  ObjectNode toTree() {
    return Json.object().put("name", name).put("incarnation", incarnation);
  }
}
