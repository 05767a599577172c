package io.ciao.ctl.output;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A text with paths in braces, as `-o jsonpath=` takes it: `{range
/// .items[*]}{.metadata.name}{"\n"}{end}`. Immutable.
public final class JsonPathTemplate {
  private sealed interface Part {}

  private record Literal(String text) implements Part {}

  private record Value(PathExpression path) implements Part {}

  private record Range(PathExpression path, List<Part> body) implements Part {}

  private final List<Part> parts;

  private JsonPathTemplate(List<Part> parts) {
    this.parts = parts;
  }

  /// Reads a template; a bare path such as `.metadata.name` will do.
  ///
  /// @throws IllegalArgumentException with the place of what is not understood
  public static JsonPathTemplate parse(String template) {
    var bare = template.indexOf('{') < 0 && template.startsWith(".");
    var reader = new Reader(bare ? "{" + template + "}" : template);
    return new JsonPathTemplate(reader.read());
  }

  /// The text for one object; what does not exist leaves nothing.
  public String render(JsonNode object) {
    var out = new StringBuilder();
    render(object, object, parts, out);
    return out.toString();
  }

  private static void render(JsonNode root, JsonNode current, List<Part> parts, StringBuilder out) {
    for (var part : parts) {
      switch (part) {
        case Literal(var text) -> out.append(text);
        case Value(var path) -> out.append(text(path.find(root, current)));
        case Range(var path, var body) -> {
          for (var item : path.find(root, current)) {
            render(root, item, body, out);
          }
        }
      }
    }
  }

  /// Values as one text: scalars as they are, everything else as JSON, a space between.
  static String text(List<JsonNode> values) {
    return values.stream()
        .map(value -> value.isValueNode() ? value.asText() : Json.writeText(value))
        .collect(Collectors.joining(" "));
  }

  private static final class Reader {
    private final String template;
    private int at;
    private int depth;

    Reader(String template) {
      this.template = template;
    }

    List<Part> read() {
      var parts = new ArrayList<Part>();
      while (at < template.length()) {
        var open = template.indexOf('{', at);
        if (open < 0) {
          open = template.length();
        }
        if (open > at) {
          parts.add(new Literal(template.substring(at, open)));
        }
        at = open;
        if (at == template.length()) {
          break;
        }
        var close = closing();
        var inside = template.substring(open + 1, close).strip();
        at = close + 1;
        if (inside.equals("end")) {
          if (depth == 0) {
            throw new IllegalArgumentException("{end} without {range …}");
          }
          return List.copyOf(parts);
        }
        parts.add(part(inside));
      }
      if (depth > 0) {
        throw new IllegalArgumentException("{range …} without {end}");
      }
      return List.copyOf(parts);
    }

    private int closing() {
      for (var i = at + 1; i < template.length(); i++) {
        var c = template.charAt(i);
        if (c == '}') {
          return i;
        }
        if (c == '"' || c == '\'') {
          i = quoteEnd(i);
        }
      }
      throw new IllegalArgumentException("expected } after position " + at + " of " + template);
    }

    private int quoteEnd(int open) {
      for (var i = open + 1; i < template.length(); i++) {
        if (template.charAt(i) == '\\') {
          i++;
        } else if (template.charAt(i) == template.charAt(open)) {
          return i;
        }
      }
      throw new IllegalArgumentException("a quote is not closed in " + template);
    }

    private Part part(String inside) {
      if (inside.startsWith("\"") || inside.startsWith("'")) {
        return new Literal(unescaped(inside.substring(1, inside.length() - 1)));
      }
      if (inside.startsWith("range ")) {
        var path = PathExpression.parse(inside.substring("range ".length()));
        depth++;
        var body = read();
        depth--;
        return new Range(path, body);
      }
      return new Value(PathExpression.parse(inside));
    }

    private static String unescaped(String text) {
      var out = new StringBuilder();
      var escaped = false;
      for (var i = 0; i < text.length(); i++) {
        var c = text.charAt(i);
        if (!escaped && c == '\\') {
          escaped = true;
          continue;
        }
        out.append(!escaped ? c : c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c);
        escaped = false;
      }
      return out.toString();
    }
  }
}
