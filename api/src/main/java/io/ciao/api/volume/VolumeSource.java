package io.ciao.api.volume;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What a volume is filled with at first; exactly one field is set.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeSource(
    @Nullable String image, @Nullable String volume, @Nullable String snapshot) {}
