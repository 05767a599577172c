package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Where volumes live that are not a node's own.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StorageConfig(@Nullable String defaultDriver, @Nullable String cephID) {}
