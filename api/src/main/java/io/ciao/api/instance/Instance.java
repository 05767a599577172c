package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One virtual machine or container of a tenant.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Instance(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    InstanceSpec spec,
    @Nullable InstanceStatus status) {

  public static final String KIND = "Instance";
  public static final String RESOURCE = "instances";

  /// Annotation: a time; the copy that runs is stopped and started again once for every later time.
  public static final String RESTARTED_AT = "ciao.io/restartedAt";

  /// Annotation: the epoch of a binding; should the node of just that binding be lost, the instance
  /// is started on another whatever its spec says of that.
  public static final String FAILOVER_EPOCH = "ciao.io/failover-epoch";

  /// Label: its starts are traced under this name.
  public static final String TRACE_LABEL = "ciao.io/trace";

  public Instance {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? InstanceSpec.EMPTY : spec;
    status = status == null ? InstanceStatus.EMPTY : status;
  }

  /// When a restart was last asked for; what is no time asks for nothing.
  public Optional<Instant> restartAskedAt() {
    var text = metadata.annotations().get(RESTARTED_AT);
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /// Whether an operator gave up what the present binding's node holds of it. An order that names
  /// another epoch, or none, is none.
  public boolean isFailoverForced() {
    var binding = status().binding();
    return binding != null
        && Long.toString(binding.epoch()).equals(metadata.annotations().get(FAILOVER_EPOCH));
  }

  @Override
  public InstanceStatus status() {
    return status == null ? InstanceStatus.EMPTY : status;
  }
}
