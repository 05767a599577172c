package io.ciao.ctl.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of a path: from values to the values below them. Immutable.
sealed interface PathStep {

  /// What this step finds below one value, in document order.
  List<JsonNode> from(JsonNode root, JsonNode value);

  /// `.name`.
  record Field(String name) implements PathStep {
    @Override
    public List<JsonNode> from(JsonNode root, JsonNode value) {
      var child = value.get(name);
      return child == null ? List.of() : List.of(child);
    }
  }

  /// `['name']`: the key as it stands there, or else, as kubectl reads it, the path `a.b`.
  record Quoted(String name, List<PathStep> path) implements PathStep {
    @Override
    public List<JsonNode> from(JsonNode root, JsonNode value) {
      var child = value.get(name);
      return child == null ? PathExpression.walk(root, List.of(value), path) : List.of(child);
    }
  }

  /// `[*]` and `.*`.
  record All() implements PathStep {
    @Override
    public List<JsonNode> from(JsonNode root, JsonNode value) {
      var found = new ArrayList<JsonNode>();
      value.forEach(found::add);
      return found;
    }
  }

  /// `..`: the value and everything below it.
  record Descend() implements PathStep {
    @Override
    public List<JsonNode> from(JsonNode root, JsonNode value) {
      var found = new ArrayList<JsonNode>();
      collect(value, found);
      return found;
    }

    private static void collect(JsonNode value, List<JsonNode> found) {
      found.add(value);
      value.forEach(child -> collect(child, found));
    }
  }

  /// `[3]`, `[-1]`.
  record Index(int at) implements PathStep {
    @Override
    public List<JsonNode> from(JsonNode root, JsonNode value) {
      var child = value.isArray() ? value.get(at < 0 ? value.size() + at : at) : null;
      return child == null ? List.of() : List.of(child);
    }
  }

  /// `[1:3]`, `[:-1]`, `[0:9:2]`; null is not given.
  record Slice(@Nullable Integer start, @Nullable Integer end, int step) implements PathStep {
    @Override
    public List<JsonNode> from(JsonNode root, JsonNode value) {
      var found = new ArrayList<JsonNode>();
      if (value.isArray()) {
        var first = bound(start, 0, value.size());
        var last = bound(end, value.size(), value.size());
        for (var i = first; i < last; i += step) {
          found.add(value.get(i));
        }
      }
      return found;
    }

    private static int bound(@Nullable Integer given, int otherwise, int size) {
      var at = given == null ? otherwise : given < 0 ? size + given : given;
      return Math.clamp(at, 0, size);
    }
  }

  /// `['a','b']`, `[0,2]`: what each finds, one after the other.
  record Union(List<PathStep> parts) implements PathStep {
    @Override
    public List<JsonNode> from(JsonNode root, JsonNode value) {
      return parts.stream().flatMap(part -> part.from(root, value).stream()).toList();
    }
  }

  /// `[?(@.type=="Ready")]`: of a list (or map) those that match.
  record Filter(Operand left, Comparison comparison, Operand right) implements PathStep {
    @Override
    public List<JsonNode> from(JsonNode root, JsonNode value) {
      var found = new ArrayList<JsonNode>();
      for (var child : value instanceof ObjectNode ? List.of(value) : items(value)) {
        if (matches(left.values(root, child), right.values(root, child))) {
          found.add(child);
        }
      }
      return found;
    }

    private static List<JsonNode> items(JsonNode value) {
      var items = new ArrayList<JsonNode>();
      value.forEach(items::add);
      return items;
    }

    private boolean matches(List<JsonNode> ours, List<JsonNode> theirs) {
      if (comparison == Comparison.EXISTS) {
        return !ours.isEmpty();
      }
      return ours.size() == 1
          && theirs.size() == 1
          && comparison.holds(ours.getFirst(), theirs.getFirst());
    }
  }

  /// A side of a comparison.
  sealed interface Operand {
    List<JsonNode> values(JsonNode root, JsonNode current);

    /// `@.a.b`, `$.a.b`.
    record Path(boolean fromRoot, List<PathStep> steps) implements Operand {
      @Override
      public List<JsonNode> values(JsonNode root, JsonNode current) {
        return PathExpression.walk(root, List.of(fromRoot ? root : current), steps);
      }
    }

    /// A text, number, truth value or null.
    record Literal(JsonNode value) implements Operand {
      @Override
      public List<JsonNode> values(JsonNode root, JsonNode current) {
        return List.of(value);
      }
    }
  }

  /// How two values are compared.
  enum Comparison {
    EXISTS(""),
    EQUAL("=="),
    NOT_EQUAL("!="),
    AT_MOST("<="),
    AT_LEAST(">="),
    LESS("<"),
    MORE(">");

    private final String text;

    Comparison(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    boolean holds(JsonNode left, JsonNode right) {
      var order = order(left, right);
      return switch (this) {
        case EXISTS -> true;
        case EQUAL -> order == 0;
        case NOT_EQUAL -> order != 0;
        case AT_MOST -> order <= 0;
        case AT_LEAST -> order >= 0;
        case LESS -> order < 0;
        case MORE -> order > 0;
      };
    }

    private static int order(JsonNode left, JsonNode right) {
      return left.isNumber() && right.isNumber()
          ? Double.compare(left.doubleValue(), right.doubleValue())
          : left.asText().compareTo(right.asText());
    }
  }
}
