package io.ciao.api.placement;

import com.fasterxml.jackson.annotation.JsonInclude;

/// A term that is only preferred; `weight` is 1 to 100.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WeightedInstanceTerm(int weight, InstanceTerm instanceAffinityTerm) {}
