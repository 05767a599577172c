package io.ciao.launcher.driver;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a copy ended.
///
/// @param finishedAt when it ended, or when that was noticed
/// @param exitCode of a container's first process; null where there is none
/// @param what one clause for people, such as `the guest shut itself down`
public record Ending(Instant finishedAt, @Nullable Integer exitCode, String what) {}
