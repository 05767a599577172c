package io.ciao.ctl.output;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.ctl.output.PathStep.Comparison;
import io.ciao.ctl.output.PathStep.Operand;
import java.util.ArrayList;
import java.util.List;

/// A path through an object as kubectl's users write it: `.items[*].metadata.name`,
/// `.status.conditions[?(@.type=="Ready")].status`, `..name`, `['a','b']`, `[0:2]`. Immutable.
///
/// @param fromRoot whether it begins with `$`, and so at the whole object even within a range
record PathExpression(boolean fromRoot, List<PathStep> steps) {

  /// Reads a path.
  ///
  /// @throws IllegalArgumentException with the place of what is not understood
  static PathExpression parse(String text) {
    var cursor = new PathCursor(text.strip());
    var fromRoot = cursor.accept("$");
    if (!fromRoot) {
      cursor.accept("@");
    }
    var steps = cursor.steps();
    cursor.end();
    return new PathExpression(fromRoot, steps);
  }

  /// Reads what `--sort-by`, `wait` and columns take: with or without braces and the first dot.
  static PathExpression relaxed(String text) {
    var bare = text.strip();
    if (bare.startsWith("{") && bare.endsWith("}")) {
      bare = bare.substring(1, bare.length() - 1).strip();
    }
    return parse(bare.isEmpty() || "$@.[".indexOf(bare.charAt(0)) >= 0 ? bare : "." + bare);
  }

  /// Every value at this place, in document order; empty if there is none.
  List<JsonNode> find(JsonNode root, JsonNode current) {
    return walk(root, List.of(fromRoot ? root : current), steps);
  }

  static List<JsonNode> walk(JsonNode root, List<JsonNode> start, List<PathStep> steps) {
    var values = start;
    for (var step : steps) {
      var next = new ArrayList<JsonNode>();
      for (var value : values) {
        next.addAll(step.from(root, value));
      }
      values = next;
    }
    return values;
  }

  /// The steps of a filter's inside: `@.type=="Ready"`, `@.name`.
  static PathStep.Filter filter(String inside) {
    for (var i = 0; i < inside.length(); i++) {
      var c = inside.charAt(i);
      if (c == '"' || c == '\'') {
        i = inside.indexOf(c, i + 1);
        if (i < 0) {
          throw new IllegalArgumentException("a quote is not closed in " + inside);
        }
        continue;
      }
      for (var comparison : Comparison.values()) {
        var sign = comparison.text();
        if (!sign.isEmpty() && inside.startsWith(sign, i)) {
          return new PathStep.Filter(
              operand(inside.substring(0, i)),
              comparison,
              operand(inside.substring(i + sign.length())));
        }
      }
    }
    var path = operand(inside);
    return new PathStep.Filter(path, Comparison.EXISTS, path);
  }

  private static Operand operand(String text) {
    var side = text.strip();
    if (side.startsWith("@") || side.startsWith("$") || side.startsWith(".")) {
      var path = parse(side);
      return new Operand.Path(path.fromRoot(), path.steps());
    }
    return new Operand.Literal(PathCursor.literal(side));
  }
}
