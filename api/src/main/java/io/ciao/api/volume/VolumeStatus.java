package io.ciao.api.volume;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a volume is, and who has it.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeStatus(
    @Nullable Long observedGeneration,
    @Nullable String size,
    @Nullable String driver,
    @Nullable String handle,
    @Nullable VolumeAttachment attachment,
    @Nullable List<Condition> conditions) {
  public static final VolumeStatus EMPTY = new VolumeStatus(null, null, null, null, null, null);

  public VolumeStatus {
    conditions = Copies.of(conditions);
  }

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }
}
