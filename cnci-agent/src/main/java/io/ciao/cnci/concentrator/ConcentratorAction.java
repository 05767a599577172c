package io.ciao.cnci.concentrator;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.network.Concentrator;
import io.ciao.linux.concentrator.ConcentratorPlan;

/// One step of this agent for one Concentrator.
sealed interface ConcentratorAction {
  /// Keeps it on disk, before anything is done for it.
  record Remember(ObjectKey key, Concentrator concentrator) implements ConcentratorAction {}

  /// Makes namespace and dnsmasq as planned, or repairs them.
  record Serve(ConcentratorPlan plan) implements ConcentratorAction {}

  /// Removes everything that a concentrator of this VNI has here.
  record TakeDown(long vni) implements ConcentratorAction {}

  record Forget(ObjectKey key) implements ConcentratorAction {}

  /// Lets the API complete the deletion; always last.
  record ReleaseFinalizer(ObjectKey key, ObjectMeta read) implements ConcentratorAction {}
}
