package io.ciao.ctl.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.ssntp.frame.Bytes;
import java.nio.charset.StandardCharsets;

/// Payloads as people read them. Pure.
final class KitText {
  private KitText() {}

  /// The tree of a payload; its text where it is none.
  static JsonNode tree(Bytes payload) {
    var text = payload.utf8();
    if (text.isBlank()) {
      return Json.object();
    }
    try {
      return ObjectReader.readOne(text.getBytes(StandardCharsets.UTF_8));
    } catch (UnreadableObjectException e) {
      return Json.toNode(text);
    }
  }

  /// Block YAML of a payload.
  static String yaml(Bytes payload) {
    return tree(payload) instanceof ObjectNode tree ? yaml(tree) : payload.utf8();
  }

  static String yaml(ObjectNode tree) {
    return new String(YamlEmitter.emit(tree), StandardCharsets.UTF_8);
  }
}
