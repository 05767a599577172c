package io.ciao.launcher.driver;

import io.ciao.launcher.ledger.InstanceName;

/// Everything that making and starting one copy needs, with every choice made.
public record StartPlan(
    InstanceName instance, long epoch, Machine machine, ImageChoice image, Guest guest, Nic nic) {

  public String uid() {
    return instance.uid();
  }
}
