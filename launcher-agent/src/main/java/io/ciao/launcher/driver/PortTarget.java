package io.ciao.launcher.driver;

import io.ciao.linux.process.ManagedProcess;

/// Where the node's end of an instance's interface is to be plugged.
public sealed interface PortTarget {

  /// A tap in the node's own namespace (or already moved into the subnet's) that the process holds
  /// open.
  record Tap(String name, ManagedProcess hypervisor) implements PortTarget {}

  /// A pair of links whose other end is born in the network namespace of this process.
  record NamespaceOf(ManagedProcess process) implements PortTarget {}

  /// Nothing to plug: the driver is a declared fake.
  record Nowhere() implements PortTarget {}
}
