package io.ciao.api.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Names an object, as far as the writer knew it.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectReference(
    @Nullable String apiVersion,
    @Nullable String kind,
    @Nullable String namespace,
    @Nullable String name,
    @Nullable String uid,
    @Nullable String resourceVersion,
    @Nullable String fieldPath) {}
