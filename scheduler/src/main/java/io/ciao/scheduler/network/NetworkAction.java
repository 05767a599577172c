package io.ciao.scheduler.network;

import io.ciao.api.instance.Instance;
import io.ciao.api.meta.Condition;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.Subnet;
import io.ciao.api.network.TenantNetwork;

/// One step towards a tenant network that serves its instances.
sealed interface NetworkAction {

  /// Store the subnet in the network's status before anything uses it.
  record AllocateSubnet(TenantNetwork network, Subnet subnet) implements NetworkAction {}

  /// Say of the network whether it can be used.
  record SetNetworkReady(TenantNetwork network, Condition condition) implements NetworkAction {}

  record CreateConcentrator(TenantNetwork network, String name, ConcentratorSpec spec)
      implements NetworkAction {}

  record UpdateConcentrator(Concentrator concentrator, ConcentratorSpec spec)
      implements NetworkAction {}

  record DeleteConcentrator(Concentrator concentrator) implements NetworkAction {}

  /// Let a deleted concentrator go that never had a node.
  record RemoveConcentratorFinalizer(Concentrator concentrator) implements NetworkAction {}

  /// Say of an instance whether its network is attached.
  record SetAttached(Instance instance, Condition condition) implements NetworkAction {}
}
