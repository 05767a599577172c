package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// An instance in a subnet.
///
/// @param ip6 null if it has no IPv6 address
/// @param vtep the tunnel address of its node, null while it has none
/// @param forward the concentrator's port that leads to its ssh
/// @param groups how many security groups it has; null is none
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkMember(
    String uid,
    long epoch,
    String name,
    String mac,
    String ip,
    @Nullable String ip6,
    @Nullable String vtep,
    @Nullable Integer forward,
    @Nullable Integer groups) {

  /// An instance with what every one has.
  public NetworkMember(String uid, long epoch, String name, String mac, String ip) {
    this(uid, epoch, name, mac, ip, null, null, null, null);
  }

  public NetworkMember withIp6(@Nullable String value) {
    return new NetworkMember(uid, epoch, name, mac, ip, value, vtep, forward, groups);
  }

  public NetworkMember withVtep(@Nullable String value) {
    return new NetworkMember(uid, epoch, name, mac, ip, ip6, value, forward, groups);
  }

  public NetworkMember withForward(@Nullable Integer value) {
    return new NetworkMember(uid, epoch, name, mac, ip, ip6, vtep, value, groups);
  }

  public NetworkMember withGroups(@Nullable Integer value) {
    return new NetworkMember(uid, epoch, name, mac, ip, ip6, vtep, forward, value);
  }
}
