package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which generation the concentrator has applied, and who serves it.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConcentratorStatus(
    @Nullable Long observedGeneration,
    @Nullable ActiveConcentrator active,
    @Nullable List<Condition> conditions) {

  public ConcentratorStatus {
    conditions = Copies.of(conditions);
  }

  public static final ConcentratorStatus EMPTY = new ConcentratorStatus(null, null, null);

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }
}
