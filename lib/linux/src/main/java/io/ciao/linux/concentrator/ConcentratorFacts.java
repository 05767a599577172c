package io.ciao.linux.concentrator;

import io.ciao.basis.address.MacAddress;
import io.ciao.linux.dnsmasq.DnsmasqLease;
import io.ciao.linux.link.TunnelEnd;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a concentrator has now, as the kernel and its dnsmasq say.
///
/// @param dnsmasqPid null while none runs
/// @param leases that guests have asked for
/// @param tunnels who is where; [MacAddress#ZERO] is who gets what goes to everybody
/// @param forwards outside port to an instance's address
/// @param externals external address to an instance's
public record ConcentratorFacts(
    @Nullable Long dnsmasqPid,
    List<DnsmasqLease> leases,
    Map<TunnelEnd, SortedSet<MacAddress>> tunnels,
    SortedMap<Integer, String> forwards,
    SortedMap<String, String> externals) {
  public ConcentratorFacts {
    leases = List.copyOf(leases);
    tunnels = Map.copyOf(tunnels);
    forwards = new TreeMap<>(forwards);
    externals = new TreeMap<>(externals);
  }
}
