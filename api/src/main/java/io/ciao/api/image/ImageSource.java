package io.ciao.api.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Where nodes find an image; exactly one field is set.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageSource(@Nullable FileSource file, @Nullable DockerSource docker) {}
