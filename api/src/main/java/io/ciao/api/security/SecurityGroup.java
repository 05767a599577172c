package io.ciao.api.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.meta.ResourceStatus;
import org.jspecify.annotations.Nullable;

/// Rules for the connections of instances: what none allows is dropped.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecurityGroup(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    SecurityGroupSpec spec,
    @Nullable ResourceStatus status) {

  public static final String KIND = "SecurityGroup";
  public static final String RESOURCE = "securitygroups";

  public SecurityGroup {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? SecurityGroupSpec.EMPTY : spec;
  }

  @Override
  public ResourceStatus status() {
    return status == null ? ResourceStatus.EMPTY : status;
  }
}
