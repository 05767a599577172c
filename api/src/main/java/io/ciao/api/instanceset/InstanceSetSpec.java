package io.ciao.api.instanceset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is wanted of a set.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceSetSpec(
    @Nullable Long replicas,
    @Nullable Boolean paused,
    @Nullable UpdateLimits update,
    @Nullable Long revisionHistoryLimit,
    @Nullable SetSelector selector,
    InstanceTemplate template) {

  public static final InstanceSetSpec EMPTY =
      new InstanceSetSpec(null, null, null, null, null, InstanceTemplate.EMPTY);

  private static final long HISTORY_DEFAULT = 10;

  public InstanceSetSpec {
    template = template == null ? InstanceTemplate.EMPTY : template;
  }

  /// How many instances there should be; 1 where nothing is said.
  public int wanted() {
    return replicas == null ? 1 : Math.toIntExact(Math.max(0, replicas));
  }

  public boolean isPaused() {
    return Boolean.TRUE.equals(paused);
  }

  public UpdateLimits updateOrDefault() {
    return update == null ? UpdateLimits.DEFAULT : update;
  }

  /// How many templates before the present one are remembered.
  public int historyLimit() {
    return Math.toIntExact(revisionHistoryLimit == null ? HISTORY_DEFAULT : revisionHistoryLimit);
  }

  /// The labels that make an instance one of the set of that name.
  public Map<String, String> selectorOf(String setName) {
    return selector == null ? Map.of(InstanceSet.SET_LABEL, setName) : selector.matchLabels();
  }
}
