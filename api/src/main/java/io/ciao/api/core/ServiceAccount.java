package io.ciao.api.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Copies;
import io.ciao.api.meta.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An identity that programs of a tenant act under.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceAccount(
    @Nullable String apiVersion,
    @Nullable String kind,
    ObjectMeta metadata,
    @Nullable List<ObjectReference> secrets,
    @Nullable List<LocalReference> imagePullSecrets,
    @Nullable Boolean automountServiceAccountToken) {

  public static final String KIND = "ServiceAccount";
  public static final String RESOURCE = "serviceaccounts";

  public ServiceAccount {
    apiVersion = "v1";
    kind = KIND;
    secrets = Copies.of(secrets);
    imagePullSecrets = Copies.of(imagePullSecrets);
  }

  @Override
  public List<ObjectReference> secrets() {
    return secrets == null ? List.of() : secrets;
  }

  @Override
  public List<LocalReference> imagePullSecrets() {
    return imagePullSecrets == null ? List.of() : imagePullSecrets;
  }
}
