package io.ciao.api.network;

import com.fasterxml.jackson.annotation.JsonInclude;

/// What instances use as their router.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Gateway(String ip, String mac) {}
