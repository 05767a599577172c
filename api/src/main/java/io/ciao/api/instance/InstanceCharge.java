package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;

/// What a tenant is charged for an instance beside the instance itself.
///
/// @param memory in bytes
/// @param disk in bytes as asked for, 0 where the image decides
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceCharge(long vcpus, long memory, long disk) {

  /// What an instance costs that is like this.
  public static InstanceCharge of(EffectiveSpec spec) {
    return new InstanceCharge(spec.vcpus(), spec.memoryBytes(), spec.diskBytes());
  }
}
