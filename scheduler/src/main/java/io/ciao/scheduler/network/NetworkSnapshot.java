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
/// @param concentrators of its subnets
/// @param transit between all subnets of its tenant
/// @param vnisInUse of all tenant networks, and what nodes still have
/// @param outsideInUse outside addresses of all concentrators, without prefix length
/// @param networkNodes ready nodes with the role network, the one with the fewest concentrators
///   first
/// @param carriers nodes with the role network that are not lost, ready or not
/// @param vteps tunnel address by node name
/// @param lostVteps tunnel addresses that only lost nodes have
/// @param granted external addresses that instances of the tenant are to have
record NetworkSnapshot(
    @Nullable TenantNetwork network,
    List<Instance> instances,
    List<Concentrator> concentrators,
    TenantTransit transit,
    Set<Long> vnisInUse,
    Set<String> outsideInUse,
    List<String> networkNodes,
    Set<String> carriers,
    Map<String, String> vteps,
    Set<String> lostVteps,
    List<GrantedAddress> granted) {

  NetworkSnapshot {
    instances = List.copyOf(instances);
    vnisInUse = Set.copyOf(vnisInUse);
    outsideInUse = Set.copyOf(outsideInUse);
    networkNodes = List.copyOf(networkNodes);
    concentrators = List.copyOf(concentrators);
    carriers = Set.copyOf(carriers);
    vteps = Map.copyOf(vteps);
    lostVteps = Set.copyOf(lostVteps);
    granted = List.copyOf(granted);
  }
}
