package io.ciao.launcher.network;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// What is wanted of one subnet on this node.
///
/// @param wanted its ports, by uid
/// @param leaving uids of instances whose ports are to go
/// @param unknown uids of instances that may have a port here that is not known yet
record SubnetPorts(List<PortRequest> wanted, SortedSet<String> leaving, SortedSet<String> unknown) {
  SubnetPorts {
    wanted = List.copyOf(wanted);
    leaving = new TreeSet<>(leaving);
    unknown = new TreeSet<>(unknown);
  }
}
