package io.ciao.launcher.network;

import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything that one decision about a subnet may look at, read at one moment.
///
/// @param subnet the key of its Concentrator
/// @param concentrator null while nothing is known of it
/// @param madeWith the VNI under which this life of the agent made the subnet; null if it did not
record SubnetSnapshot(
    ObjectKey subnet,
    NodePlace place,
    SubnetPorts ports,
    @Nullable Concentrator concentrator,
    @Nullable Long madeWith,
    Watches watches) {

  /// The Concentrators that are watched, and those of which any port on this node is.
  record Watches(Set<ObjectKey> present, Set<ObjectKey> wanted) {}
}
