package io.ciao.ctl.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Whether a path of an object has a value: what `wait --for=jsonpath=` waits for. Immutable.
public final class PathValue {
  private final PathExpression path;
  private final @Nullable String wanted;

  private PathValue(PathExpression path, @Nullable String wanted) {
    this.path = path;
    this.wanted = wanted;
  }

  /// Reads `{.status.phase}=Active`, or `{.status.phase}` for any value.
  ///
  /// @throws IllegalArgumentException with the place of what is not understood
  public static PathValue parse(String text) {
    var close = text.lastIndexOf('}');
    var equal = close < 0 ? text.indexOf('=') : text.indexOf('=', close);
    return equal < 0
        ? new PathValue(PathExpression.relaxed(text), null)
        : new PathValue(
            PathExpression.relaxed(text.substring(0, equal)), text.substring(equal + 1));
  }

  public boolean holds(ObjectNode object) {
    var values = path.find(object, object);
    return wanted == null
        ? !values.isEmpty()
        : JsonPathTemplate.text(values).equals(wanted.replaceAll("^\"(.*)\"$", "$1"));
  }
}
