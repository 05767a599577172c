package io.ciao.api.certificate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import org.jspecify.annotations.Nullable;

/// Certificates that are refused though they have not ended. In force as soon as it is stored, so
/// it has no status.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateRevocation(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    CertificateRevocationSpec spec) {

  public static final String KIND = "CertificateRevocation";
  public static final String RESOURCE = "certificaterevocations";

  public CertificateRevocation {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? CertificateRevocationSpec.EMPTY : spec;
  }
}
