package io.ciao.api.externalip;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// A grant of an address to an instance, at an epoch of its own.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AddressMapping(
    @Nullable String instanceName,
    @Nullable String instanceUID,
    @Nullable Long bindingEpoch,
    @Nullable Long epoch,
    @Nullable String concentrator) {}
