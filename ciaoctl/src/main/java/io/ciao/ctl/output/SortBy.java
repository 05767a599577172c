package io.ciao.ctl.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;

/// The order that `--sort-by` asks for: by the value at a path; what has none comes first.
public final class SortBy {
  private SortBy() {}

  /// Reads a path.
  ///
  /// @throws IllegalArgumentException with the place of what is not understood
  public static Comparator<ObjectNode> path(String text) {
    var path = PathExpression.relaxed(text);
    return (left, right) -> compare(value(path, left), value(path, right));
  }

  private static JsonNode value(PathExpression path, ObjectNode object) {
    var values = path.find(object, object);
    return values.isEmpty() ? MissingNode.getInstance() : values.getFirst();
  }

  private static int compare(JsonNode left, JsonNode right) {
    return left.isNumber() && right.isNumber()
        ? Double.compare(left.doubleValue(), right.doubleValue())
        : left.asText().compareTo(right.asText());
  }
}
