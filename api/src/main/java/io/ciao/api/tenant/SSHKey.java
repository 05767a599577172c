package io.ciao.api.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.ObjectMeta;
import org.jspecify.annotations.Nullable;

/// A public key that instances of the tenant can be told to accept.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SSHKey(
    @Nullable String apiVersion, @Nullable String kind, ObjectMeta metadata, SSHKeySpec spec) {

  public static final String KIND = "SSHKey";
  public static final String RESOURCE = "sshkeys";

  public SSHKey {
    apiVersion = "ciao.io/v1";
    kind = KIND;
    spec = spec == null ? SSHKeySpec.EMPTY : spec;
  }
}
