package io.ciao.launcher.report;

import io.ciao.api.instance.InstanceState;
import io.ciao.launcher.driver.Ending;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a report says of an instance.
///
/// @param generation the generation of the spec that was acted on
/// @param reason one CamelCase word; empty where the state says it all
/// @param message a sentence for people; empty where there is nothing to add
/// @param ending how its last copy ended; null if none did
public record Facts(
    long generation,
    InstanceState state,
    String reason,
    String message,
    boolean interfacePlugged,
    @Nullable Instant startedAt,
    @Nullable Ending ending) {

  public static Facts of(long generation, InstanceState state) {
    return new Facts(generation, state, "", "", false, null, null);
  }

  public Facts because(String why, String text) {
    return new Facts(generation, state, why, text, interfacePlugged, startedAt, ending);
  }

  public Facts plugged(boolean isPlugged) {
    return new Facts(generation, state, reason, message, isPlugged, startedAt, ending);
  }

  public Facts started(@Nullable Instant at) {
    return new Facts(generation, state, reason, message, interfacePlugged, at, ending);
  }

  public Facts ended(@Nullable Ending how) {
    return new Facts(generation, state, reason, message, interfacePlugged, startedAt, how);
  }
}
