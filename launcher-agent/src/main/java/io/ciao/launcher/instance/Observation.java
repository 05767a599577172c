package io.ciao.launcher.instance;

import io.ciao.launcher.driver.Holding;
import io.ciao.launcher.network.PortState;

/// What is really there.
sealed interface Observation {

  /// The driver could not be asked; nothing follows from that.
  record Unknown(String problem) implements Observation {}

  record Seen(Holding holding, PortState port) implements Observation {
    boolean empty() {
      return holding.empty() && port.equals(PortState.ABSENT);
    }
  }
}
