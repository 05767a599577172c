package io.ciao.linux.dnsmasq;

import io.ciao.basis.address.Ipv6Address;
import io.ciao.linux.process.ManagedProcess;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A dnsmasq as it is.
///
/// @param running the one that serves, null if none does
/// @param strays others with our configuration, or ours in a namespace that is no longer the one
/// @param startedWith the configuration that `running` was started with; empty if not known
/// @param config the configuration file; empty if there is none
/// @param leased6 addresses of the leases of IPv6
/// @param hosts file name to content
/// @param names file name to content
record DnsmasqState(
    @Nullable ManagedProcess running,
    List<ManagedProcess> strays,
    String startedWith,
    String config,
    Set<Ipv6Address> leased6,
    SortedMap<String, String> hosts,
    SortedMap<String, String> names) {}
