package io.ciao.api.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the tenant uses now.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QuotaStatus(
    @Nullable Long observedGeneration,
    @Nullable QuotaAmounts used,
    @Nullable List<Condition> conditions) {

  public static final QuotaStatus EMPTY = new QuotaStatus(null, null, null);

  public QuotaStatus {
    conditions = Copies.of(conditions);
  }

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }
}
