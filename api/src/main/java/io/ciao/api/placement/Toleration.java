package io.ciao.api.placement;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.node.Taint;
import org.jspecify.annotations.Nullable;

/// Taints that do not keep it away.
///
/// @param key null for every key, with the operator `Exists`
/// @param operator `Equal`, which also compares the value and is meant where nothing is said, or
///   `Exists`
/// @param effect null for every effect
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Toleration(
    @Nullable String key,
    @Nullable String operator,
    @Nullable String value,
    @Nullable String effect) {

  /// Whether this taint is one of them.
  public boolean tolerates(Taint taint) {
    if (effect != null && !effect.equals(taint.effect())) {
      return false;
    }
    if (key != null && !key.equals(taint.key())) {
      return false;
    }
    return "Exists".equals(operator) || (key != null && text(value).equals(text(taint.value())));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
