package io.ciao.api.volume;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import org.jspecify.annotations.Nullable;

/// A picture of a volume from which new volumes are made.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeSnapshot(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    VolumeSnapshotSpec spec,
    @Nullable VolumeSnapshotStatus status) {

  public static final String KIND = "VolumeSnapshot";
  public static final String RESOURCE = "volumesnapshots";

  public VolumeSnapshot {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? VolumeSnapshotSpec.EMPTY : spec;
  }

  @Override
  public VolumeSnapshotStatus status() {
    return status == null ? VolumeSnapshotStatus.EMPTY : status;
  }
}
