package io.ciao.launcher.presence;

import java.time.Duration;

/// One turn of renewals on the caller's thread.
public final class SteppedRenewals {
  private SteppedRenewals() {}

  /// Does what is due, and says for how long nothing will be.
  public static Duration turn(Renewals renewals) throws InterruptedException {
    return renewals.turn();
  }
}
