package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.meta.ResourceStatus;
import org.jspecify.annotations.Nullable;

/// The settings of the cluster; there is one, named `default`.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterConfig(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    ClusterConfigSpec spec,
    @Nullable ResourceStatus status) {

  public static final String KIND = "ClusterConfig";
  public static final String RESOURCE = "clusterconfigs";

  /// The only one there is.
  public static final ObjectKey DEFAULT = new ObjectKey(null, "default");

  public ClusterConfig {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? ClusterConfigSpec.EMPTY : spec;
  }

  @Override
  public ResourceStatus status() {
    return status == null ? ResourceStatus.EMPTY : status;
  }
}
