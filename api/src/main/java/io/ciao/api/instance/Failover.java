package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What happens to the instance when its node dies: `Restart` or `Stay`.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Failover(@Nullable String policy) {}
