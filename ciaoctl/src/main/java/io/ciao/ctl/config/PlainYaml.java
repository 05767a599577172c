package io.ciao.ctl.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// YAML as kubeconfig files have it: maps in block form, lists of such maps, and texts that need no
/// quotes. Starting the whole parser for it costs every command more than all else that it does
/// before its first request. Whatever it is not sure of is for that parser.
final class PlainYaml {
  /// Words that mean something else than their text.
  private static final Set<String> NO_TEXTS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  /// A key with its text, which is empty where something is nested; or the `-` of a list's item.
  private record Line(int indent, String key, String text) {
    boolean item() {
      return key.equals("-");
    }
  }

  private final List<Line> lines;
  private int at;
  private boolean unsure;

  private PlainYaml(List<Line> lines) {
    this.lines = lines;
  }

  /// The tree, or empty if the text has anything else in it.
  static Optional<ObjectNode> read(String text) {
    var lines = new ArrayList<Line>();
    for (var line : text.split("\n", -1)) {
      if (!line.isBlank() && !split(line, lines)) {
        return Optional.empty();
      }
    }
    var reader = new PlainYaml(lines);
    var tree = reader.map(0);
    var whole = reader.at == lines.size() && !tree.isEmpty() && !reader.unsure;
    return whole ? Optional.of(tree) : Optional.empty();
  }

  private static boolean split(String line, List<Line> lines) {
    var indent = 0;
    while (line.charAt(indent) == ' ') {
      indent++;
    }
    if (line.startsWith("- ", indent)) {
      lines.add(new Line(indent, "-", ""));
      indent += 2;
    }
    var colon = line.indexOf(':', indent);
    if (colon < 0) {
      return false;
    }
    var key = line.substring(indent, colon);
    var rest = line.substring(colon + 1);
    var text = rest.strip();
    if (!isPlain(key) || !(text.isEmpty() || (rest.startsWith(" ") && isPlain(text)))) {
      return false;
    }
    lines.add(new Line(indent, key, text));
    return true;
  }

  /// Whether a text is one in YAML, too: it begins with a letter or a slash, and has none of the
  /// signs that may mean something.
  private static boolean isPlain(String text) {
    if (text.isEmpty() || NO_TEXTS.contains(text.toLowerCase(Locale.ROOT))) {
      return false;
    }
    var first = text.charAt(0);
    if (first != '/' && !isLetter(first)) {
      return false;
    }
    for (var i = 1; i < text.length(); i++) {
      var c = text.charAt(i);
      var colon = c == ':' && i + 1 < text.length();
      if (!colon && !isLetter(c) && !(c >= '0' && c <= '9') && "/._-+=@".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private @Nullable Line next() {
    return at < lines.size() ? lines.get(at) : null;
  }

  /// The map whose keys stand there.
  private ObjectNode map(int indent) {
    var map = Json.object();
    for (var line = next(); line != null && line.indent == indent && !line.item(); line = next()) {
      at++;
      unsure |= map.has(line.key);
      var below = next();
      if (!line.text.isEmpty()) {
        map.put(line.key, line.text);
      } else if (below != null && below.item() && below.indent >= indent) {
        map.set(line.key, list(below.indent));
      } else if (below != null && below.indent > indent) {
        map.set(line.key, map(below.indent));
      } else {
        map.putNull(line.key);
      }
    }
    return map;
  }

  private ArrayNode list(int indent) {
    var list = Json.array();
    for (var line = next(); line != null && line.indent == indent && line.item(); line = next()) {
      at++;
      list.add(map(indent + 2));
    }
    return list;
  }
}
