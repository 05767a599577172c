package io.ciao.ctl.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the steps of a path from left to right. Confined to one thread.
final class PathCursor {
  private static final Pattern INDEX = Pattern.compile("-?[0-9]{1,9}");
  private static final Pattern SLICE =
      Pattern.compile("(-?[0-9]{1,9})?:(-?[0-9]{1,9})?(?::([0-9]{1,9}))?");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}\\.[0-9]{1,15}");

  private final String text;
  private int at;

  PathCursor(String text) {
    this.text = text;
  }

  /// Takes the sign if it comes next.
  boolean accept(String sign) {
    var found = text.startsWith(sign, at);
    at += found ? sign.length() : 0;
    return found;
  }

  /// Fails if something is left.
  void end() {
    if (at < text.length()) {
      throw wrong("expected . or [");
    }
  }

  List<PathStep> steps() {
    var steps = new ArrayList<PathStep>();
    while (at < text.length()) {
      if (accept("..")) {
        steps.add(new PathStep.Descend());
        if (at < text.length() && text.charAt(at) != '[') {
          steps.add(name());
        }
      } else if (accept("[")) {
        steps.add(bracket());
      } else if (accept(".")) {
        if (at < text.length() && text.charAt(at) != '[') {
          steps.add(name());
        }
      } else {
        throw wrong("expected . or [");
      }
    }
    return List.copyOf(steps);
  }

  private PathStep name() {
    if (accept("*")) {
      return new PathStep.All();
    }
    var name = new StringBuilder();
    while (at < text.length() && ".[ ".indexOf(text.charAt(at)) < 0) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      name.append(text.charAt(at++));
    }
    if (name.isEmpty()) {
      throw wrong("expected a name");
    }
    return new PathStep.Field(name.toString());
  }

  private PathStep bracket() {
    var close = closing();
    var inside = text.substring(at, close).strip();
    var step = inside(inside);
    at = close + 1;
    return step;
  }

  /// Where the bracket ends that is open here.
  private int closing() {
    var open = 1;
    for (var i = at; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '"', '\'' -> {
          i = text.indexOf(text.charAt(i), i + 1);
          if (i < 0) {
            throw wrong("a quote is not closed");
          }
        }
        case '[' -> open++;
        case ']' -> {
          if (--open == 0) {
            return i;
          }
        }
        default -> {
          // A part of what stands in the bracket.
        }
      }
    }
    throw wrong("expected ]");
  }

  private PathStep inside(String inside) {
    if (inside.startsWith("?(") && inside.endsWith(")")) {
      return PathExpression.filter(inside.substring(2, inside.length() - 1));
    }
    var parts = parts(inside);
    if (parts.size() == 1) {
      return part(parts.getFirst());
    }
    return new PathStep.Union(parts.stream().map(this::part).toList());
  }

  private static List<String> parts(String inside) {
    var parts = new ArrayList<String>();
    var start = 0;
    var quote = '\0';
    for (var i = 0; i < inside.length(); i++) {
      var c = inside.charAt(i);
      if (quote != '\0') {
        quote = c == quote ? '\0' : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == ',') {
        parts.add(inside.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(inside.substring(start).strip());
    return parts;
  }

  private PathStep part(String part) {
    if (part.equals("*")) {
      return new PathStep.All();
    }
    if (INDEX.matcher(part).matches()) {
      return new PathStep.Index(Integer.parseInt(part));
    }
    var slice = SLICE.matcher(part);
    if (slice.matches()) {
      var step = slice.group(3) == null ? 1 : Math.max(1, Integer.parseInt(slice.group(3)));
      return new PathStep.Slice(number(slice.group(1)), number(slice.group(2)), step);
    }
    if (isQuoted(part)) {
      var name = part.substring(1, part.length() - 1);
      var plain = name.replaceAll("\\\\(.)", "$1");
      return new PathStep.Quoted(plain, pathOf(name));
    }
    throw wrong("expected an index, a slice, *, 'name' or ?(@.name==\"value\")");
  }

  private static List<PathStep> pathOf(String name) {
    try {
      return new PathCursor("." + name).steps();
    } catch (IllegalArgumentException _) {
      // A key that is no path.
      return List.of(new PathStep.Field(name));
    }
  }

  private static @Nullable Integer number(@Nullable String digits) {
    return digits == null ? null : Integer.valueOf(digits);
  }

  private static boolean isQuoted(String part) {
    return part.length() > 2
        && (part.charAt(0) == '\'' || part.charAt(0) == '"')
        && part.charAt(part.length() - 1) == part.charAt(0);
  }

  /// A value that stands in a comparison.
  static JsonNode literal(String text) {
    if (text.length() >= 2
        && (text.charAt(0) == '\'' || text.charAt(0) == '"')
        && text.charAt(text.length() - 1) == text.charAt(0)) {
      return TextNode.valueOf(text.substring(1, text.length() - 1));
    }
    if (INDEX.matcher(text).matches()) {
      return LongNode.valueOf(Long.parseLong(text));
    }
    if (DECIMAL.matcher(text).matches()) {
      return DoubleNode.valueOf(Double.parseDouble(text));
    }
    return switch (text) {
      case "true" -> BooleanNode.TRUE;
      case "false" -> BooleanNode.FALSE;
      case "null" -> NullNode.instance;
      default ->
          throw new IllegalArgumentException(
              "\"%s\" is no value; write a path that begins with @, a quoted text or a number"
                  .formatted(text));
    };
  }

  private IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException(
        "path \"%s\", position %d: %s".formatted(text, at, problem));
  }
}
