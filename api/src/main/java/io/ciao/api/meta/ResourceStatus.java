package io.ciao.api.meta;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The status of a kind that has nothing to say but conditions.
///
/// @param observedGeneration the generation that the conditions describe
/// @param conditions what holds now, one entry a type
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResourceStatus(
    @Nullable Long observedGeneration, @Nullable List<Condition> conditions) {

  public static final ResourceStatus EMPTY = new ResourceStatus(null, null);

  public ResourceStatus {
    conditions = Copies.of(conditions);
  }

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }
}
