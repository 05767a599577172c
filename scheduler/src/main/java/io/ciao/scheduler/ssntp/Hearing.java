package io.ciao.scheduler.ssntp;

import io.ciao.ssntp.payload.ReadyExtension;
import io.ciao.ssntp.payload.Renewed;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Whether a node hears what it is answered on its connection. Safe for many threads.
///
/// Where packets are lost in one direction alone, what a node sends arrives for as long as its TCP
/// connection takes more. It is not renewed by that: its own deadline passes, since it hears no
/// answer, and it is as good as silent.
final class Hearing {
  /// As long as an attempt through an apiserver may take; nodes ask less often.
  static final Duration PATIENCE = Duration.ofMillis(500);

  private final LongSupplier nanos;
  private @Nullable Renewed answered;
  private long atNanos;

  /// @param nanos monotonic
  Hearing(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// An answer is sent.
  synchronized void answered(Renewed renewed) {
    answered = renewed;
    atNanos = nanos.getAsLong();
  }

  /// Whether whoever asks has heard the last answer, or may not have had the time.
  synchronized boolean hears(ReadyExtension asked) {
    return answered == null
        || answered.incarnation() != asked.incarnation()
        || asked.heard() >= answered.seq()
        || nanos.getAsLong() - atNanos < PATIENCE.toNanos();
  }
}
