package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// An instance's addresses, chosen with its first binding and kept until it is gone.
///
/// @param address6 null if the subnet had no IPv6 block when it was bound last
/// @param forward the concentrator's port that leads to ssh
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceNetwork(
    String subnet,
    String concentrator,
    String address,
    @Nullable String address6,
    String mac,
    @Nullable Integer forward) {

  /// Addresses without an IPv6 one.
  public InstanceNetwork(
      String subnet, String concentrator, String address, String mac, @Nullable Integer forward) {
    this(subnet, concentrator, address, null, mac, forward);
  }

  public InstanceNetwork withAddress6(@Nullable String value) {
    return new InstanceNetwork(subnet, concentrator, address, value, mac, forward);
  }
}
