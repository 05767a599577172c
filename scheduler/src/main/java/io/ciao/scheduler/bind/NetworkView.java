package io.ciao.scheduler.bind;

import java.util.List;
import java.util.Set;

/// Where a tenant network's instances get their addresses.
///
/// @param subnets those with a concentrator that lives, in the order in which they are filled
/// @param used addresses of all instances of the network, as text, also of those being deleted
/// @param grows whether another subnet comes when these are full
record NetworkView(List<SubnetView> subnets, Set<String> used, boolean grows) {
  /// A network of which no address may be given.
  static final NetworkView NONE = new NetworkView(List.of(), Set.of(), false);

  NetworkView {
    subnets = List.copyOf(subnets);
  }
}
