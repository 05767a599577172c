package io.ciao.api.externalip;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How much of a pool is taken.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalIPPoolStatus(
    @Nullable Long observedGeneration,
    @Nullable Long total,
    @Nullable Long free,
    @Nullable List<Condition> conditions) {
  public static final ExternalIPPoolStatus EMPTY = new ExternalIPPoolStatus(null, null, null, null);

  public ExternalIPPoolStatus {
    conditions = Copies.of(conditions);
  }

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }
}
