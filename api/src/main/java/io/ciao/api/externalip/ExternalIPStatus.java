package io.ciao.api.externalip;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The address that it has, and where it leads now.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalIPStatus(
    @Nullable Long observedGeneration,
    @Nullable String address,
    @Nullable AddressMapping mapping,
    @Nullable List<Condition> conditions) {
  public static final ExternalIPStatus EMPTY = new ExternalIPStatus(null, null, null, null);

  public ExternalIPStatus {
    conditions = Copies.of(conditions);
  }

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }
}
