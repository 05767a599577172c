package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What instances get that say nothing else.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceDefaults(@Nullable Long vcpus, @Nullable String memory) {}
