package io.ciao.scheduler.network;

import io.ciao.api.instance.Instance;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.TenantNetwork;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything that one pass over a tenant network may look at.
///
/// @param network null if it does not exist
/// @param instances all instances that are in it or want to be, in key order
/// @param concentrator of its subnet; null if there is none
/// @param vnisInUse of all tenant networks
/// @param outsideInUse outside addresses of all concentrators, without prefix length
/// @param networkNodes ready nodes with the role network, the one with the fewest concentrators
///   first
/// @param vteps tunnel address by node name
record NetworkSnapshot(
    @Nullable TenantNetwork network,
    List<Instance> instances,
    @Nullable Concentrator concentrator,
    Set<Long> vnisInUse,
    Set<String> outsideInUse,
    List<String> networkNodes,
    Map<String, String> vteps) {

  NetworkSnapshot {
    instances = List.copyOf(instances);
    vnisInUse = Set.copyOf(vnisInUse);
    outsideInUse = Set.copyOf(outsideInUse);
    networkNodes = List.copyOf(networkNodes);
    vteps = Map.copyOf(vteps);
  }
}
