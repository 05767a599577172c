package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A place in an object, in the subset of JSONPath that CRDs use: `.spec.nodeName`, `.items[0].x`,
/// `.items[*].x`, `.labels['ciao.io/zone']`, `.labels.ciao\.io/zone` and
/// `.status.conditions[?(@.type=="Ready")].status`. Immutable.
public final class JsonPath {
  private sealed interface Step {}

  private record Key(String name) implements Step {}

  private record Index(int index) implements Step {}

  private record All() implements Step {}

  private record Matching(List<Step> path, String value) implements Step {}

  private final String text;
  private final List<Step> steps;

  private JsonPath(String text, List<Step> steps) {
    this.text = text;
    this.steps = steps;
  }

  /// Reads one path.
  ///
  /// @throws IllegalArgumentException with the place of what is not understood
  public static JsonPath parse(String text) {
    return new JsonPath(text, new Cursor(text).steps());
  }

  /// Every value at this place, in document order; empty if there is none. The values are parts of
  /// the tree.
  public List<JsonNode> find(JsonNode tree) {
    var found = new ArrayList<JsonNode>();
    collect(tree, steps, found);
    return found;
  }

  /// The first value at this place.
  public Optional<JsonNode> first(JsonNode tree) {
    var found = find(tree);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
  }

  private static void collect(JsonNode node, List<Step> steps, List<JsonNode> found) {
    if (steps.isEmpty()) {
      found.add(node);
      return;
    }
    var rest = steps.subList(1, steps.size());
    switch (steps.getFirst()) {
      case Key(var name) -> {
        var child = node.get(name);
        if (child != null) {
          collect(child, rest, found);
        }
      }
      case Index(var index) -> {
        var child = node.get(index < 0 ? node.size() + index : index);
        if (child != null) {
          collect(child, rest, found);
        }
      }
      case All() -> node.forEach(child -> collect(child, rest, found));
      case Matching(var path, var value) -> {
        for (var child : node) {
          var at = new ArrayList<JsonNode>();
          collect(child, path, at);
          if (at.stream().anyMatch(hit -> hit.isValueNode() && hit.asText().equals(value))) {
            collect(child, rest, found);
          }
        }
      }
    }
  }

  /// As it was written.
  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonPath path && path.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  private static final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    List<Step> steps() {
      var steps = new ArrayList<Step>();
      while (at < text.length()) {
        switch (text.charAt(at)) {
          case '.' -> {
            at++;
            steps.add(new Key(name()));
          }
          case '[' -> steps.add(bracket());
          default -> throw wrong("expected . or [");
        }
      }
      if (steps.isEmpty()) {
        throw wrong("is empty");
      }
      return List.copyOf(steps);
    }

    private String name() {
      var name = new StringBuilder();
      while (at < text.length() && ".[".indexOf(text.charAt(at)) < 0) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        name.append(text.charAt(at++));
      }
      if (name.isEmpty()) {
        throw wrong("expected a name");
      }
      return name.toString();
    }

    private Step bracket() {
      var close = closing();
      var inside = text.substring(at + 1, close);
      var step = inside(inside);
      at = close + 1;
      return step;
    }

    private int closing() {
      var quote = '\0';
      for (var i = at + 1; i < text.length(); i++) {
        var c = text.charAt(i);
        if (quote != '\0') {
          quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (c == ']') {
          return i;
        }
      }
      throw wrong("expected ]");
    }

    private Step inside(String inside) {
      if (inside.equals("*")) {
        return new All();
      }
      if (inside.matches("-?[0-9]{1,9}")) {
        return new Index(Integer.parseInt(inside));
      }
      if (inside.startsWith("'") && inside.endsWith("'") && inside.length() > 2) {
        return new Key(inside.substring(1, inside.length() - 1));
      }
      if (inside.startsWith("?(@") && inside.endsWith(")") && inside.contains("==")) {
        var equal = inside.indexOf("==");
        var path = inside.substring(3, equal).strip();
        var value = inside.substring(equal + 2, inside.length() - 1).strip();
        return new Matching(parse(path).steps, unquoted(value));
      }
      throw wrong("expected an index, *, 'name' or ?(@.name==\"value\")");
    }

    private static String unquoted(String value) {
      var quoted =
          value.length() >= 2
              && (value.charAt(0) == '"' || value.charAt(0) == '\'')
              && value.charAt(value.length() - 1) == value.charAt(0);
      return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private IllegalArgumentException wrong(String problem) {
      return new IllegalArgumentException(
          "path \"%s\", position %d: %s".formatted(text, at, problem));
    }
  }
}
