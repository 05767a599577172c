package io.ciao.api.priority;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import org.jspecify.annotations.Nullable;

/// A priority that instances can have. It is in force as soon as it is stored, so it has no status.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PriorityClass(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    PriorityClassSpec spec) {

  public static final String KIND = "PriorityClass";
  public static final String RESOURCE = "priorityclasses";

  public PriorityClass {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? PriorityClassSpec.EMPTY : spec;
  }
}
