package io.ciao.launcher.journal;

import io.ciao.launcher.driver.DriverException;
import io.ciao.launcher.driver.StartGate;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Remembers when the gate let an instance pass, so that the journal can say it: nothing is written
/// between the look and the start.
///
/// Safe for many threads as long as one uid is started by one thread at a time.
public final class CheckedStarts implements StartGate {
  private final StartGate gate;
  private final LongSupplier bootNanos;
  private final Map<String, Long> passed = new ConcurrentHashMap<>(4);

  /// @param bootNanos nanoseconds since boot
  public CheckedStarts(StartGate gate, LongSupplier bootNanos) {
    this.gate = gate;
    this.bootNanos = bootNanos;
  }

  @Override
  public void check(String uid) throws DriverException {
    var moment = bootNanos.getAsLong();
    gate.check(uid);
    passed.put(uid, moment);
  }

  /// When the instance passed since this was last asked; empty if it did not.
  public OptionalLong take(String uid) {
    var moment = passed.remove(uid);
    return moment == null ? OptionalLong.empty() : OptionalLong.of(moment);
  }
}
