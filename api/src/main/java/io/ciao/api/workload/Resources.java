package io.ciao.api.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What one instance gets; null means: not said here. Quantities are in the notation of Kubernetes
/// (`512Mi`).
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Resources(@Nullable Long vcpus, @Nullable String memory, @Nullable String disk) {}
