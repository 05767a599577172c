package io.ciao.scheduler.network;

import io.ciao.api.instance.Instance;
import io.ciao.api.meta.Condition;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.Subnet;
import io.ciao.api.network.TenantNetwork;
import java.util.List;

/// One step towards a tenant network that serves its instances.
sealed interface NetworkAction {
  /// A step that is one write of a network or a concentrator.
  sealed interface OneWrite extends NetworkAction {}

  /// Store the subnet in the network's status before anything uses it.
  record AllocateSubnet(TenantNetwork network, Subnet subnet) implements OneWrite {}

  /// Store in the network's status what joins the tenant's subnets, before anything uses it.
  record SetTransitVni(TenantNetwork network, long vni) implements OneWrite {}

  /// Store the same subnets with what they lack.
  record SetSubnets(TenantNetwork network, List<Subnet> subnets) implements OneWrite {
    public SetSubnets {
      subnets = List.copyOf(subnets);
    }
  }

  /// Say of the network whether it can be used.
  record SetNetworkReady(TenantNetwork network, Condition condition) implements OneWrite {}

  record CreateConcentrator(TenantNetwork network, String name, ConcentratorSpec spec)
      implements OneWrite {}

  record UpdateConcentrator(Concentrator concentrator, ConcentratorSpec spec) implements OneWrite {}

  /// Say of a concentrator why nobody serves it, or whether another node could.
  record SetConcentratorCondition(Concentrator concentrator, Condition condition)
      implements OneWrite {}

  record DeleteConcentrator(Concentrator concentrator) implements OneWrite {}

  /// Let a deleted concentrator go that no node has which could take it down.
  record RemoveConcentratorFinalizer(Concentrator concentrator) implements OneWrite {}

  /// Say of an instance whether its network is attached.
  record SetAttached(Instance instance, Condition condition) implements NetworkAction {}
}
