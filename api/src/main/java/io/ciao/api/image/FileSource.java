package io.ciao.api.image;

import com.fasterxml.jackson.annotation.JsonInclude;

/// A file on the node, below one of its image directories; `sha256` in lower-case hex.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileSource(String path, String sha256) {}
