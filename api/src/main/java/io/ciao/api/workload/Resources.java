package io.ciao.api.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What one instance gets; null means: not said here. Quantities are in the notation of Kubernetes
/// (`512Mi`).
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Resources(@Nullable Long vcpus, @Nullable String memory, @Nullable String disk) {

  /// One over the other, field by field.
  public static @Nullable Resources overlay(@Nullable Resources over, @Nullable Resources under) {
    if (over == null || under == null) {
      return over == null ? under : over;
    }
    return new Resources(
        over.vcpus == null ? under.vcpus : over.vcpus,
        over.memory == null ? under.memory : over.memory,
        over.disk == null ? under.disk : over.disk);
  }
}
