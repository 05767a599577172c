package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ssntp.payload.PayloadResult.Corrupt;
import io.ciao.ssntp.payload.PayloadResult.Parsed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the keys of one mapping: absent means the default, wrong is noted with its path.
final class Fields {

  private static final int SHOWN_MAX = 40;

  private final ObjectNode node;
  private final String path;
  private final List<String> problems;

  private Fields(ObjectNode node, String path, List<String> problems) {
    this.node = node;
    this.path = path;
    this.problems = problems;
  }

  static Fields of(ObjectNode root) {
    return new Fields(root, "", new ArrayList<>());
  }

  /// The value, unless something was wrong anywhere under the root.
  <T> PayloadResult<T> result(T value) {
    return problems.isEmpty() ? new Parsed<>(value) : new Corrupt<>(String.join("; ", problems));
  }

  /// Whether the key is there and not null.
  boolean has(String key) {
    return node.hasNonNull(key);
  }

  /// Notes a problem with a key unless it is there.
  void require(String key) {
    if (!has(key)) {
      problems.add("key " + path + key + " is missing");
    }
  }

  String text(String key) {
    return text(key, "");
  }

  String text(String key, String absent) {
    var value = node.get(key);
    if (value == null || value.isNull()) {
      return absent;
    }
    if (value.isContainerNode()) {
      wrong(key, value, "text");
      return absent;
    }
    return value.asText();
  }

  int integer(String key, int absent) {
    return (int) number(key, absent, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  long number(String key, long absent) {
    return number(key, absent, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /// An unsigned number of 32 bits; 0 if absent.
  long unsigned32(String key) {
    return number(key, 0, 0, 0xffff_ffffL);
  }

  private long number(String key, long absent, long min, long max) {
    var value = node.get(key);
    if (value == null || value.isNull()) {
      return absent;
    }
    var whole = value.isIntegralNumber() && value.canConvertToLong();
    if (!whole || value.longValue() < min || value.longValue() > max) {
      wrong(key, value, "a whole number");
      return absent;
    }
    return value.longValue();
  }

  boolean flag(String key) {
    return flag(key, false);
  }

  boolean flag(String key, boolean absent) {
    var value = node.get(key);
    if (value == null || value.isNull()) {
      return absent;
    }
    if (!value.isBoolean()) {
      wrong(key, value, "true or false");
    }
    return value.booleanValue();
  }

  /// The mapping under a key; an empty one if absent.
  Fields child(String key) {
    var value = node.get(key);
    if (value instanceof ObjectNode child) {
      return new Fields(child, path + key + ".", problems);
    }
    if (value != null && !value.isNull()) {
      wrong(key, value, "a mapping");
    }
    return new Fields(JsonNodeFactory.instance.objectNode(), path + key + ".", problems);
  }

  /// The mappings of a list; none if absent.
  List<Fields> children(String key) {
    var children = new ArrayList<Fields>();
    var elements = list(key);
    for (var i = 0; i < elements.size(); i++) {
      if (elements.get(i) instanceof ObjectNode child) {
        children.add(new Fields(child, path + key + "[" + i + "].", problems));
      } else {
        wrong(key + "[" + i + "]", elements.get(i), "a mapping");
      }
    }
    return children;
  }

  /// The mappings of a list as they are.
  List<ObjectNode> objects(String key) {
    return children(key).stream().map(child -> child.node).toList();
  }

  List<String> texts(String key) {
    var texts = new ArrayList<String>();
    for (var element : list(key)) {
      if (element.isContainerNode()) {
        wrong(key, element, "text");
      } else {
        texts.add(element.asText());
      }
    }
    return texts;
  }

  /// The keys that are not among `known`, as they are.
  Map<String, JsonNode> others(Set<String> known) {
    var others = new LinkedHashMap<String, JsonNode>();
    for (var entry : node.properties()) {
      if (!known.contains(entry.getKey())) {
        others.put(entry.getKey(), entry.getValue());
      }
    }
    return others;
  }

  private ArrayNode list(String key) {
    var value = node.get(key);
    if (value instanceof ArrayNode list) {
      return list;
    }
    if (value != null && !value.isNull()) {
      wrong(key, value, "a list");
    }
    return JsonNodeFactory.instance.arrayNode();
  }

  private void wrong(String key, JsonNode value, String needed) {
    var text = value.isContainerNode() ? value.getNodeType().toString() : value.toString();
    var shown = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
    problems.add("key " + path + key + " is " + shown + "; " + needed + " is needed");
  }
}
