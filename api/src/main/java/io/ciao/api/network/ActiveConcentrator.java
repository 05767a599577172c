package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Who serves the subnet now; `vtep` is the gateway's tunnel address.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ActiveConcentrator(
    String nodeUID, @Nullable String nodeName, String vtep, long epoch) {}
