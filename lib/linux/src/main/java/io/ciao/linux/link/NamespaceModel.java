package io.ciao.linux.link;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.nft.NftTable;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All that one network namespace of ours shall hold.
///
/// @param sysctls key below /proc/sys with dots (`net.ipv4.ip_forward`) to value
/// @param links in the order in which they are made: a bridge before its ports
/// @param defaultGateway router of the namespace, or null for no default route
/// @param tables nftables; others with the same family and name are replaced, the rest left alone
public record NamespaceModel(
    NetNamespace.Named namespace,
    SortedMap<String, String> sysctls,
    List<Link> links,
    @Nullable Ipv4Address defaultGateway,
    Forwarding forwarding,
    List<NftTable> tables) {
  public NamespaceModel {
    sysctls = Collections.unmodifiableSortedMap(new TreeMap<>(sysctls));
    links = List.copyOf(links);
    tables = List.copyOf(tables);
    var names = new HashSet<String>();
    for (var link : links) {
      if (!names.add(link.name())) {
        throw new IllegalArgumentException(namespace + ": link " + link.name() + " occurs twice");
      }
    }
  }

  Optional<Link> link(String name) {
    return links.stream().filter(link -> link.name().equals(name)).findFirst();
  }
}
