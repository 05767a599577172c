package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// An instance's addresses, chosen with its first binding and kept until it is gone. `forward` is
/// the concentrator's port that leads to ssh.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceNetwork(
    String subnet, String concentrator, String address, String mac, @Nullable Integer forward) {}
