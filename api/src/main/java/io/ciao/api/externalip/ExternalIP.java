package io.ciao.api.externalip;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One external address of a tenant, and the instance that it leads to.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalIP(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    ExternalIPSpec spec,
    @Nullable ExternalIPStatus status) {

  public static final String KIND = "ExternalIP";
  public static final String RESOURCE = "externalips";

  public ExternalIP {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? ExternalIPSpec.EMPTY : spec;
  }

  @Override
  public ExternalIPStatus status() {
    return status == null ? ExternalIPStatus.EMPTY : status;
  }

  /// Where it leads, as far as its spec still wants that: a concentrator has the address as long as
  /// this says so.
  public Optional<AddressMapping> wantedMapping() {
    return Optional.ofNullable(status().mapping())
        .filter(_ -> !metadata.deleting())
        .filter(mapping -> mapping.instanceName().equals(spec.instance()));
  }
}
