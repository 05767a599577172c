package io.ciao.api.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who holds it since when, and for how long after the last renewal.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LeaseSpec(
    @Nullable String holderIdentity,
    @Nullable Integer leaseDurationSeconds,
    @Nullable Instant acquireTime,
    @Nullable Instant renewTime,
    @Nullable Integer leaseTransitions,
    @Nullable String strategy,
    @Nullable String preferredHolder) {
  public static final LeaseSpec EMPTY = new LeaseSpec(null, null, null, null, null, null, null);
}
