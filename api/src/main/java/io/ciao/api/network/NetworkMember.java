package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// An instance in a subnet. `vtep` is the tunnel address of its node, null while it has none;
/// `forward` the concentrator's port that leads to its ssh.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkMember(
    String uid,
    long epoch,
    String name,
    String mac,
    String ip,
    @Nullable String vtep,
    @Nullable Integer forward) {}
