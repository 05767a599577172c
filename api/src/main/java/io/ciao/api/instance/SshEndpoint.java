package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;

/// How to reach the instance's ssh server from outside.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SshEndpoint(String host, int port) {}
