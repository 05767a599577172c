package io.ciao.api.volume;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// The volume that it is taken of.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeSnapshotSpec(@Nullable String volume) {
  public static final VolumeSnapshotSpec EMPTY = new VolumeSnapshotSpec(null);
}
