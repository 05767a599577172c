package io.ciao.api.externalip;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import org.jspecify.annotations.Nullable;

/// Addresses from which external IPs are taken.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalIPPool(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    ExternalIPPoolSpec spec,
    @Nullable ExternalIPPoolStatus status) {

  public static final String KIND = "ExternalIPPool";
  public static final String RESOURCE = "externalippools";

  public ExternalIPPool {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? ExternalIPPoolSpec.EMPTY : spec;
  }

  @Override
  public ExternalIPPoolStatus status() {
    return status == null ? ExternalIPPoolStatus.EMPTY : status;
  }
}
