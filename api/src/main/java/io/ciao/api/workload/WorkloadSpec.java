package io.ciao.api.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The template: the same fields as an instance's own.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkloadSpec(
    @Nullable String visibility,
    @Nullable String runtime,
    @Nullable String image,
    @Nullable String firmware,
    @Nullable Resources resources,
    @Nullable CloudInit cloudInit,
    @Nullable List<String> command,
    @Nullable List<EnvVar> env,
    @Nullable Boolean privileged,
    @Nullable Placement placement,
    @Nullable String priorityClassName) {

  public WorkloadSpec {
    command = Copies.of(command);
    env = Copies.of(env);
  }

  public static final WorkloadSpec EMPTY =
      new WorkloadSpec(null, null, null, null, null, null, null, null, null, null, null);

  /// Whether other tenants may use it.
  public boolean isPublic() {
    return "public".equals(visibility);
  }
}
