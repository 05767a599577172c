package io.ciao.scheduler.externalip;

import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.externalip.ExternalIPPool;
import io.ciao.api.instance.Instance;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.address.Ipv4Range;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything that a pass over one pool may look at.
///
/// @param name of the pool
/// @param pool null if it does not exist
/// @param externalIPs all that name it, in key order
/// @param instances those that they name, by key
/// @param concentrators of their tenants
/// @param elsewhere addresses that ExternalIPs of other pools have or ask for
/// @param reserved addresses that the cluster uses itself, which nobody gets
record ExternalIPSnapshot(
    String name,
    @Nullable ExternalIPPool pool,
    List<ExternalIP> externalIPs,
    Map<ObjectKey, Instance> instances,
    List<Concentrator> concentrators,
    Set<String> elsewhere,
    List<Ipv4Range> reserved) {

  ExternalIPSnapshot {
    externalIPs = List.copyOf(externalIPs);
    instances = Map.copyOf(instances);
    concentrators = List.copyOf(concentrators);
    elsewhere = Set.copyOf(elsewhere);
    reserved = List.copyOf(reserved);
  }
}
