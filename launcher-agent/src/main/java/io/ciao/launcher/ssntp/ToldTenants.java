package io.ciao.launcher.ssntp;

import io.ciao.ssntp.payload.TenantEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What concentrators were told on one connection, and so what is still to be told. Confined to one
/// pass at a time.
final class ToldTenants {
  private final Map<String, TenantEvent> told = new HashMap<>();

  /// What is to be told: who is gone first, then who is new, or reached otherwise than before.
  ///
  /// @param present TenantAdded for each subnet with ports here
  List<TenantEvent> due(Collection<TenantEvent> present) {
    var wanted = new HashMap<String, TenantEvent>();
    present.forEach(event -> wanted.put(event.concentratorUuid(), event));
    var due = new ArrayList<TenantEvent>();
    told.forEach(
        (concentrator, event) -> {
          if (!wanted.containsKey(concentrator)) {
            due.add(removed(event));
          }
        });
    wanted.forEach(
        (concentrator, event) -> {
          if (!event.equals(told.get(concentrator))) {
            due.add(event);
          }
        });
    return due;
  }

  private static TenantEvent removed(TenantEvent added) {
    return new TenantEvent(
        TenantEvent.Sort.REMOVED,
        added.agent(),
        added.tenant(),
        added.concentratorUuid(),
        added.concentratorIp());
  }

  /// That one was sent.
  void sent(TenantEvent event) {
    switch (event.sort()) {
      case ADDED -> told.put(event.concentratorUuid(), event);
      case REMOVED -> told.remove(event.concentratorUuid());
    }
  }
}
