package io.ciao.launcher.network;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.launcher.network.KeptWatches.Watched;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything that one decision about a subnet may look at, read at one moment.
///
/// @param subnet the key of its Concentrator
/// @param concentrator null while nothing is known of it
/// @param groups what is known of its ports' security groups
/// @param making how its namespace came about
/// @param madeWith the VNI under which this life of the agent made the subnet; null if it did not
record SubnetSnapshot(
    ObjectKey subnet,
    NodePlace place,
    SubnetPorts ports,
    @Nullable Concentrator concentrator,
    SubnetGroups groups,
    Making making,
    @Nullable Long madeWith,
    Watches watches) {

  /// The objects that are watched, and those that any port on this node needs.
  record Watches(Set<Watched> present, Set<Watched> wanted) {}

  /// How its namespace came about.
  ///
  /// @param present names of the namespaces of subnets that exist
  /// @param ran uids of instances whose port was whole here, or that ran before this life of the
  ///   agent: they may have connections
  /// @param madeAnew when it was last made anew under such instances; null if never
  record Making(Instant now, Set<String> present, Set<String> ran, @Nullable Instant madeAnew) {}
}
