package io.ciao.api.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/// Trees to block YAML, always the same bytes for the same tree: the form of stored values and of
/// `-o yaml`.
///
/// - The outermost map begins with `apiVersion`, `kind`, `metadata`, `spec`, `status`, as far as it
///   has them; all other keys, and all keys of inner maps, are in code point order. The order that
///   the tree has does not matter.
/// - Two spaces per level; the items of a list stand below its key without indentation; an empty
///   map is `{}`, an empty list `[]`.
/// - Text is plain, a `|` block, or double-quoted on one line, by rules that every YAML 1.1 and 1.2
///   parser reads alike (see `YamlText`). A key of over 100 characters is written `? key`.
/// - Numbers are whole within 64 bits or finite.
///
/// Pure; safe for many threads.
public final class YamlEmitter {
  private static final int KEY_CHARACTERS_MAX = 100;
  private static final int INITIAL_CHARACTERS = 1024;

  private final StringBuilder out = new StringBuilder(INITIAL_CHARACTERS);

  private YamlEmitter() {}

  /// The object as UTF-8, ending in a newline.
  ///
  /// @throws IllegalArgumentException if the tree holds what has no canonical form ([Numbers])
  public static byte[] emit(ObjectNode object) {
    return emitText(object).getBytes(StandardCharsets.UTF_8);
  }

  /// Any tree as text, ending in a newline.
  ///
  /// @throws IllegalArgumentException if the tree holds what has no canonical form ([Numbers])
  public static String emitText(JsonNode tree) {
    var emitter = new YamlEmitter();
    switch (tree) {
      case ObjectNode object when !object.isEmpty() ->
          emitter.map(object, KeyOrder.outer(object), 0);
      case ArrayNode array when !array.isEmpty() -> emitter.list(array, 0);
      case JsonNode other -> emitter.inline(other, 1);
    }
    return emitter.out.toString();
  }

  /// Writes the fields of a map at `level`; the first one continues the current line.
  private void map(ObjectNode map, String[] keys, int level) {
    for (var i = 0; i < keys.length; i++) {
      if (i > 0) {
        indent(level);
      }
      var key = keys[i];
      var value = map.get(key);
      if (key.length() <= KEY_CHARACTERS_MAX) {
        YamlText.append(out, key);
        out.append(':');
        value(value, level, level);
      } else {
        out.append("? ");
        YamlText.append(out, key);
        out.append('\n');
        indent(level);
        out.append(':');
        value(value, level, level + 1);
      }
    }
  }

  /// Writes what stands behind `key:`. A list below a `? key` is indented, which some parsers need.
  private void value(JsonNode value, int level, int listLevel) {
    switch (value) {
      case ObjectNode map when !map.isEmpty() -> {
        out.append('\n');
        indent(level + 1);
        map(map, KeyOrder.inner(map), level + 1);
      }
      case ArrayNode list when !list.isEmpty() -> {
        out.append('\n');
        indent(listLevel);
        list(list, listLevel);
      }
      case JsonNode other -> {
        out.append(' ');
        inline(other, level + 1);
      }
    }
  }

  /// Writes the items of a list at `level`; the first one continues the current line.
  private void list(ArrayNode list, int level) {
    for (var i = 0; i < list.size(); i++) {
      if (i > 0) {
        indent(level);
      }
      out.append("- ");
      switch (list.get(i)) {
        case ObjectNode map when !map.isEmpty() -> map(map, KeyOrder.inner(map), level + 1);
        case ArrayNode inner when !inner.isEmpty() -> list(inner, level + 1);
        case JsonNode other -> inline(other, level + 1);
      }
    }
  }

  /// Writes a scalar or an empty container and ends the line; `level` is for lines of a `|` block.
  private void inline(JsonNode value, int level) {
    switch (value.getNodeType()) {
      case OBJECT -> out.append("{}");
      case ARRAY -> out.append("[]");
      case STRING -> {
        var text = value.textValue();
        if (YamlText.isBlock(text)) {
          block(text, level);
          return;
        }
        YamlText.append(out, text);
      }
      case NUMBER -> number(value);
      case BOOLEAN -> out.append(value.booleanValue());
      case NULL -> out.append("null");
      case BINARY, POJO, MISSING ->
          throw new IllegalArgumentException("emit YAML: " + value.getNodeType() + " has no form");
    }
    out.append('\n');
  }

  private void block(String text, int level) {
    out.append("|\n");
    var start = 0;
    while (start < text.length()) {
      var end = text.indexOf('\n', start) + 1;
      if (end - start > 1) {
        indent(level);
      }
      out.append(text, start, end);
      start = end;
    }
  }

  private void number(JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      out.append(value.longValue());
      return;
    }
    var number = value.doubleValue();
    if (value.isIntegralNumber() || !Double.isFinite(number)) {
      throw new IllegalArgumentException("emit YAML: " + value + " is no 64-bit or finite number");
    }
    var canonical = CanonicalNodes.canonical(number);
    if (canonical.isIntegralNumber()) {
      out.append(canonical.longValue());
      return;
    }
    // YAML 1.1 parsers take an exponent only with its sign.
    out.append(Double.toString(number).replace("E-", "e-").replace("E", "e+"));
  }

  private void indent(int level) {
    for (var i = 0; i < level; i++) {
      out.append("  ");
    }
  }
}
