package io.ciao.scheduler.externalip;

import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.externalip.ExternalIPPool;
import io.ciao.api.externalip.ExternalIPPoolStatus;
import io.ciao.api.externalip.ExternalIPStatus;
import io.ciao.api.meta.EventNote.Severity;
import java.util.List;

/// One write of a pass over a pool.
sealed interface ExternalIPAction {
  /// What people are told by an Event, once the write has succeeded.
  record Told(Severity severity, String reason, String message) {}

  /// Give it this status; its conditions are those that change.
  record SetStatus(ExternalIP externalIP, ExternalIPStatus status, List<Told> told)
      implements ExternalIPAction {
    public SetStatus {
      told = List.copyOf(told);
    }
  }

  /// Let a deleted one go, whose address no concentrator has.
  record RemoveFinalizer(ExternalIP externalIP, List<Told> told) implements ExternalIPAction {
    public RemoveFinalizer {
      told = List.copyOf(told);
    }
  }

  /// Give the pool this status; its conditions are those that change.
  record SetPoolStatus(ExternalIPPool pool, ExternalIPPoolStatus status)
      implements ExternalIPAction {}
}
