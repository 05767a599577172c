package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// How the cluster deals with nodes that fall silent.
///
/// @param paused whether no node is declared lost
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FailoverConfig(@Nullable Boolean paused) {}
