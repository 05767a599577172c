package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the node last reported. A report is newer if (epoch, incarnation, seq) is greater.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Observed(
    @Nullable String node,
    long epoch,
    long incarnation,
    long seq,
    @Nullable Long generation,
    @Nullable String state,
    @Nullable String reason,
    @Nullable String message,
    @Nullable Boolean interfacePlugged,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Integer exitCode) {

  /// Whether it is in that state at that epoch.
  public boolean is(InstanceState wanted, long atEpoch) {
    return epoch == atEpoch && wanted.name().equals(state);
  }
}
