package io.ciao.api.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What the guest finds on its config drive.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CloudInit(@Nullable String userData) {

  /// User data may hold passwords, so it never gets into a log.
  @Override
  public String toString() {
    return "CloudInit[userData=" + (userData == null ? 0 : userData.length()) + " characters]";
  }
}
