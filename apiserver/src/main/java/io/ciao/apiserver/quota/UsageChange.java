package io.ciao.apiserver.quota;

import com.fasterxml.jackson.databind.JsonNode;

/// What a write means for its tenant's usage. A value.
public sealed interface UsageChange {
  /// An object that costs `before` so far and `after` from then on.
  ///
  /// @param resource its plural
  record Charge(String resource, Amounts before, Amounts after) implements UsageChange {
    /// Whether nothing changes.
    public boolean isNothing() {
      return before.equals(after);
    }
  }

  /// A Quota that holds from then on.
  record Hold(String quota, JsonNode spec) implements UsageChange {}

  /// A Quota that holds no more.
  record Release(String quota) implements UsageChange {}
}
