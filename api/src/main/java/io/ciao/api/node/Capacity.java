package io.ciao.api.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.unit.Quantity;
import org.jspecify.annotations.Nullable;

/// What a machine has for instances; memory and disk in the notation of Kubernetes quantities.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Capacity(
    @Nullable Long vcpus,
    @Nullable String memory,
    @Nullable String disk,
    @Nullable Long instances) {

  /// 0 where nothing is said.
  public long memoryBytes() {
    return bytes(memory);
  }

  /// 0 where nothing is said.
  public long diskBytes() {
    return bytes(disk);
  }

  private static long bytes(@Nullable String quantity) {
    return quantity == null ? 0 : Quantity.parse(quantity).bytes();
  }
}
