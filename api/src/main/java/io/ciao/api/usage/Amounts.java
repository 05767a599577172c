package io.ciao.api.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// How much of something; null: unknown, never 0 in its place.
///
/// @param cpuMilli thousandths of a processor
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Amounts(
    @Nullable Long cpuMilli, @Nullable Long memoryBytes, @Nullable Long diskBytes) {
  public static final Amounts UNKNOWN = new Amounts(null, null, null);

  /// What is negative is taken as unknown.
  public Amounts {
    cpuMilli = known(cpuMilli);
    memoryBytes = known(memoryBytes);
    diskBytes = known(diskBytes);
  }

  private static @Nullable Long known(@Nullable Long amount) {
    return amount == null || amount < 0 ? null : amount;
  }
}
