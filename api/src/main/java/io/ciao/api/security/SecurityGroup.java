package io.ciao.api.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import org.jspecify.annotations.Nullable;

/// Rules for the connections of instances: what none allows is dropped.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecurityGroup(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    SecurityGroupSpec spec,
    @Nullable SecurityGroupStatus status) {

  public static final String KIND = "SecurityGroup";
  public static final String RESOURCE = "securitygroups";

  public SecurityGroup {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? SecurityGroupSpec.EMPTY : spec;
  }

  @Override
  public SecurityGroupStatus status() {
    return status == null ? SecurityGroupStatus.EMPTY : status;
  }
}
