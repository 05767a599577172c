package io.ciao.api.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What launcher-agents are told by the SSNTP command CONFIGURE beside the networks' blocks.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LauncherConfig(
    @Nullable Boolean diskLimit, @Nullable Boolean memoryLimit, @Nullable String childUser) {
  public static final LauncherConfig EMPTY = new LauncherConfig(null, null, null);
}
