package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// How the cluster deals with nodes that fall silent.
///
/// @param policy `Restart` or `Stay`, for instances that name none
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FailoverConfig(
    @Nullable Integer presenceSeconds, @Nullable String policy, @Nullable Boolean paused) {}
