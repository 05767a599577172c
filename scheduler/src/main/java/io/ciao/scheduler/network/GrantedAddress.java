package io.ciao.scheduler.network;

import io.ciao.api.externalip.AddressMapping;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.MappedAddress;
import io.ciao.api.network.NetworkMember;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// An external address that is granted to an instance of the tenant, as its ExternalIP says.
///
/// @param uid of the ExternalIP
/// @param announce `ARP` or `Route`, as its pool says
record GrantedAddress(String address, String uid, AddressMapping mapping, String announce) {
  /// What a concentrator is to have: the addresses that are granted through it to instances that
  /// are members, in order of their grants, so that an instance keeps its source when it gets
  /// another address.
  static List<MappedAddress> of(
      List<GrantedAddress> granted, Concentrator concentrator, List<NetworkMember> members) {
    var name = concentrator.metadata().requireName();
    var ips = members.stream().collect(Collectors.toMap(NetworkMember::uid, NetworkMember::ip));
    return granted.stream()
        .filter(grant -> grant.mapping().concentrator().equals(name))
        .filter(grant -> ips.containsKey(grant.mapping().instanceUID()))
        .sorted(
            Comparator.comparingLong((GrantedAddress grant) -> grant.mapping().epoch())
                .thenComparing(GrantedAddress::address))
        .map(
            grant ->
                new MappedAddress(
                    grant.address(),
                    String.valueOf(ips.get(grant.mapping().instanceUID())),
                    grant.uid(),
                    grant.mapping().epoch(),
                    grant.announce()))
        .toList();
  }
}
