package io.ciao.api.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// One environment variable of a container.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EnvVar(String name, @Nullable String value) {

  /// Values are often passwords, so they never get into a log.
  @Override
  public String toString() {
    return "EnvVar[name=" + name + "]";
  }
}
