package io.ciao.api.placement;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is asked of one label.
///
/// @param operator `In`, `NotIn`, `Exists`, `DoesNotExist`, and of nodes `Gt` and `Lt`, which
///   compare whole numbers
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Requirement(String key, String operator, @Nullable List<String> values) {

  public Requirement {
    values = Copies.of(values);
  }

  @Override
  public List<String> values() {
    return values == null ? List.of() : values;
  }

  /// Whether an object with these labels is meant. A label that is missing is in no list, and no
  /// number.
  public boolean matches(Map<String, String> labels) {
    var value = labels.get(key);
    return switch (operator) {
      case "In" -> value != null && values().contains(value);
      case "NotIn" -> value == null || !values().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" -> compares(value) > 0;
      case "Lt" -> compares(value) < 0;
      default -> false;
    };
  }

  /// The sign of the label's number against the wanted one; 0 where one of them is none.
  private int compares(@Nullable String value) {
    if (value == null || values().isEmpty()) {
      return 0;
    }
    try {
      return Long.compare(Long.parseLong(value), Long.parseLong(values().getFirst()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public String toString() {
    var list = String.join(", ", values());
    return switch (operator) {
      case "In" -> key + " in (" + list + ")";
      case "NotIn" -> key + " not in (" + list + ")";
      case "Exists" -> key;
      case "DoesNotExist" -> "no " + key;
      case "Gt" -> key + " > " + list;
      case "Lt" -> key + " < " + list;
      default -> key + " " + operator + " (" + list + ")";
    };
  }
}
