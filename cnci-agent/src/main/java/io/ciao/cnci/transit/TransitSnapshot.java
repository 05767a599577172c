package io.ciao.cnci.transit;

import io.ciao.api.network.Concentrator;
import io.ciao.cnci.concentrator.ConcentratorHost;
import java.util.List;
import java.util.SortedSet;

/// Everything that one decision about a tenant's transit namespace may look at.
///
/// @param tenant whose pass it is; empty to look for what nobody names alone
/// @param complete whether all Concentrators of this node are known
/// @param here those of this node, of all tenants
/// @param siblings the tenant's, here and elsewhere, as far as they are known
/// @param present transit VNIs whose namespaces exist
record TransitSnapshot(
    ConcentratorHost host,
    String tenant,
    boolean complete,
    List<Concentrator> here,
    List<Concentrator> siblings,
    SortedSet<Long> present) {
  TransitSnapshot {
    here = List.copyOf(here);
    siblings = List.copyOf(siblings);
  }
}
