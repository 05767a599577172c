package io.ciao.scheduler.bind;

import java.time.Instant;

/// Why the apiserver does not let an instance be bound wherever its node were: its tenant may not
/// use as much, or not in that way.
///
/// @param generation of the spec that was refused; another one is tried at once
/// @param reason as the instance's condition names it
/// @param until when it is tried again: what it depends on may have changed
record Forbidden(long generation, String reason, String message, Instant until) {}
