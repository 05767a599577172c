package io.ciao.api.meta;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One thing that holds, does not hold, or is unknown for an object.
///
/// `status` is `True`, `False` or `Unknown`; `reason` one CamelCase word that programs may rely on;
/// `message` a sentence for people. `observedGeneration` is the generation of the spec that the
/// statement was made from.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
    String type,
    String status,
    @Nullable String reason,
    @Nullable String message,
    @Nullable Instant lastTransitionTime,
    @Nullable Long observedGeneration) {

  public static final String TRUE = "True";
  public static final String FALSE = "False";
  public static final String UNKNOWN = "Unknown";

  /// A condition without a transition time, as a writer proposes it.
  public static Condition of(String type, String status, String reason, String message) {
    return new Condition(type, status, reason, message, null, null);
  }

  /// The same with the generation it was derived from.
  public Condition observing(long generation) {
    return new Condition(type, status, reason, message, lastTransitionTime, generation);
  }

  public boolean holds() {
    return TRUE.equals(status);
  }

  /// Whether the two say the same; times and generations are not compared.
  public boolean saysSameAs(Condition other) {
    return type.equals(other.type)
        && status.equals(other.status)
        && Objects.equals(reason, other.reason)
        && Objects.equals(message, other.message);
  }
}
