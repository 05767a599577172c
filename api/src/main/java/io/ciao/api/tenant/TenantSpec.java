package io.ciao.api.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// A customer's name for people and its permissions.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantSpec(@Nullable String displayName, @Nullable Permissions permissions) {

  public static final TenantSpec EMPTY = new TenantSpec(null, null);
}
