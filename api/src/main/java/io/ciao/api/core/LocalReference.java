package io.ciao.api.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Names an object of the same namespace.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LocalReference(@Nullable String name) {}
