package io.ciao.linux.dnsmasq;

import io.ciao.basis.address.Ipv6Address;
import io.ciao.linux.process.ManagedProcess;
import java.nio.file.Path;
import java.util.Set;

/// One step that brings a dnsmasq nearer to its plan.
public sealed interface DnsmasqAction {
  /// Ends it and waits until it is gone.
  record End(ManagedProcess process) implements DnsmasqAction {}

  /// Puts the file in place whole.
  record Write(Path file, String content) implements DnsmasqAction {}

  record Delete(Path file) implements DnsmasqAction {}

  /// Takes the leases of these addresses out of the lease file while nobody serves from it.
  record DropLeases(Path file, Set<Ipv6Address> addresses) implements DnsmasqAction {
    public DropLeases {
      addresses = Set.copyOf(addresses);
    }
  }

  /// Makes it read its hosts again.
  record Reload(ManagedProcess process) implements DnsmasqAction {}

  record Start(String config) implements DnsmasqAction {}
}
