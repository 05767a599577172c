package io.ciao.api.volume;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import org.jspecify.annotations.Nullable;

/// A block device of a tenant, attached to at most one instance at a time.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Volume(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    VolumeSpec spec,
    @Nullable VolumeStatus status) {

  public static final String KIND = "Volume";
  public static final String RESOURCE = "volumes";

  public Volume {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? VolumeSpec.EMPTY : spec;
  }

  @Override
  public VolumeStatus status() {
    return status == null ? VolumeStatus.EMPTY : status;
  }
}
