package io.ciao.api.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What instances of a tenant may ask for beyond the ordinary.
///
/// @param maxPriority the highest value of a priority class that they may name; null means 0
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Permissions(@Nullable Boolean privilegedContainers, @Nullable Integer maxPriority) {}
