package io.ciao.api.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// A mark that keeps instances away which do not tolerate it; with the effect `PreferNoSchedule`
/// only where others can take them.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Taint(String key, @Nullable String value, String effect) {
  /// Whether it only makes the node the last choice.
  public boolean isSoft() {
    return "PreferNoSchedule".equals(effect);
  }

  @Override
  public String toString() {
    return key + (value == null ? "" : "=" + value) + ":" + effect;
  }
}
