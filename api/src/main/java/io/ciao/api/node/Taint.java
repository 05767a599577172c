package io.ciao.api.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// A mark that keeps instances away which do not tolerate it.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Taint(String key, @Nullable String value, String effect) {}
