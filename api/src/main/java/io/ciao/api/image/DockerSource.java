package io.ciao.api.image;

import com.fasterxml.jackson.annotation.JsonInclude;

/// A name in the node's Docker engine.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DockerSource(String name) {}
