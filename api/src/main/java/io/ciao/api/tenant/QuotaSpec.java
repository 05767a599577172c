package io.ciao.api.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Limits; what is absent is not limited.
///
/// @param limits of all objects together
/// @param perInstance of one instance
/// @param perVolume of one volume
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QuotaSpec(
    @Nullable QuotaAmounts limits,
    @Nullable PerInstance perInstance,
    @Nullable PerVolume perVolume) {

  public static final QuotaSpec EMPTY = new QuotaSpec(null, null, null);

  /// Limits of one instance.
  ///
  /// @param memory a quantity in bytes
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PerInstance(@Nullable Long vcpus, @Nullable String memory) {}

  /// Limits of one volume.
  ///
  /// @param size a quantity in bytes
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PerVolume(@Nullable String size) {}
}
