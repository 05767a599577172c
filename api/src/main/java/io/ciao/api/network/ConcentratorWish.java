package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// How the concentrators of a network run.
///
/// @param replicas network nodes that carry one, 1 or 2; null for as many as there are, at most 2
/// @param form `namespace`, `container` or `vm`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConcentratorWish(@Nullable Integer replicas, @Nullable String form) {}
