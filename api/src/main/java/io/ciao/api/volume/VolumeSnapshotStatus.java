package io.ciao.api.volume;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was taken, and when.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeSnapshotStatus(
    @Nullable Long observedGeneration,
    @Nullable String volumeUID,
    @Nullable Instant takenAt,
    @Nullable String size,
    @Nullable String handle,
    @Nullable List<Condition> conditions) {
  public static final VolumeSnapshotStatus EMPTY =
      new VolumeSnapshotStatus(null, null, null, null, null, null);

  public VolumeSnapshotStatus {
    conditions = Copies.of(conditions);
  }

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }
}
