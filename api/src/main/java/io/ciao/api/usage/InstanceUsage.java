package io.ciao.api.usage;

import org.jspecify.annotations.Nullable;

/// What one instance uses.
public record InstanceUsage(String uid, Amounts used) {
  public InstanceUsage(@Nullable String uid, @Nullable Amounts used) {
    this.uid = uid == null ? "" : uid;
    this.used = used == null ? Amounts.UNKNOWN : used;
  }
}
