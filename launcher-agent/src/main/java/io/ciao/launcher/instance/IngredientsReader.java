package io.ciao.launcher.instance;

import io.ciao.api.instance.Instance;
import io.ciao.launcher.desired.Kept;
import io.ciao.launcher.driver.Nic;

/// Finds out whether everything that a start needs is here. May ask the API.
interface IngredientsReader {

  /// Which driver runs the instance.
  sealed interface Choice {
    record Chosen(String driver) implements Choice {}

    /// Its status does not say what it was bound as.
    record Unknown(String reason, String message) implements Choice {}
  }

  /// Whether the instance's interface can be described.
  sealed interface Network {
    /// Nobody looked, because nothing is to be plugged.
    record NotLooked() implements Network {}

    record Complete(Nic nic) implements Network {}

    record Missing(String reason, String message) implements Network {}
  }

  /// The driver of an instance, by its runtime.
  Choice driver(Kept kept, Instance instance);

  /// Everything for a start at the binding's epoch.
  ///
  /// @param prepared whether its disk or container is there already: then its image is not needed
  Ingredients read(Kept kept, Instance instance, boolean prepared) throws InterruptedException;

  /// The interface alone, for one that has to be plugged again.
  Network network(Kept kept, Instance instance);
}
