package io.ciao.launcher.driver;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One copy of an instance on this node, as its driver found it.
///
/// @param startedAt when it was started; null for one that never was
/// @param askedAt when it was asked, or made, to end; null if it was not since its start
/// @param ending how it ended; null while it has not
public record Copy(
    String uid,
    long epoch,
    CopyState state,
    @Nullable Instant startedAt,
    @Nullable Instant askedAt,
    @Nullable Ending ending) {

  public boolean alive() {
    return state != CopyState.ENDED;
  }
}
