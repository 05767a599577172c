package io.ciao.api.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import org.jspecify.annotations.Nullable;

/// What a tenant may use at most.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Quota(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    QuotaSpec spec,
    @Nullable QuotaStatus status) {

  public static final String KIND = "Quota";
  public static final String RESOURCE = "quotas";

  public Quota {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? QuotaSpec.EMPTY : spec;
  }

  @Override
  public QuotaStatus status() {
    return status == null ? QuotaStatus.EMPTY : status;
  }
}
