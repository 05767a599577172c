package io.ciao.api.priority;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What a class gives.
///
/// @param value the priority; higher goes first
/// @param globalDefault whether instances that name no class get this one
/// @param preemptionPolicy `Never`, or `PreemptLowerPriority`, which is meant where nothing is said
/// @param description for people
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PriorityClassSpec(
    int value,
    @Nullable Boolean globalDefault,
    @Nullable String preemptionPolicy,
    @Nullable String description) {

  public static final PriorityClassSpec EMPTY = new PriorityClassSpec(0, null, null, null);
}
