package io.ciao.api.volume;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Size (a quantity), first content and driver (`local`, `nbd`, `shared`, `rbd`).
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeSpec(
    @Nullable String size, @Nullable VolumeSource source, @Nullable String driver) {
  public static final VolumeSpec EMPTY = new VolumeSpec(null, null, null);
}
