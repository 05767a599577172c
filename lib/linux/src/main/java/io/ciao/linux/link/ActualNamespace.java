package io.ciao.linux.link;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.nft.NftTableState;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What was found in a namespace and in the others that its model refers to.
///
/// @param present false: there is no such namespace, and everything else is empty
/// @param sysctls the keys that the model names; one that the kernel lacks is absent
/// @param forwarding programmed entries only: static ones of the bridge, those of the tunnel with a
///   destination, permanent neighbours, routes to a router but the default one
/// @param others by namespace: what the model's peers and taps refer to
public record ActualNamespace(
    boolean present,
    SortedMap<String, String> sysctls,
    Links links,
    Forwarding forwarding,
    List<NftTableState> tables,
    Map<NetNamespace, Links> others) {
  /// Links of one namespace.
  ///
  /// @param present false: the namespace, or the process that was in it, is gone
  /// @param defaultGateway null if there is no default route
  /// @param defaultGateway6 null if there is none for IPv6
  public record Links(
      boolean present,
      SortedMap<String, ActualLink> byName,
      @Nullable Ipv4Address defaultGateway,
      @Nullable Ipv6Address defaultGateway6) {
    static final Links ABSENT = new Links(false, new TreeMap<>(), null, null);

    public Links {
      byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
    }

    Optional<ActualLink> find(String name) {
      return Optional.ofNullable(byName.get(name));
    }
  }

  public ActualNamespace {
    sysctls = Collections.unmodifiableSortedMap(new TreeMap<>(sysctls));
    tables = List.copyOf(tables);
    others = Map.copyOf(others);
  }

  static ActualNamespace absent(Map<NetNamespace, Links> others) {
    return new ActualNamespace(
        false,
        new TreeMap<>(),
        Links.ABSENT,
        Forwarding.of(List.of(), List.of()),
        List.of(),
        others);
  }

  Links other(NetNamespace namespace) {
    return others.getOrDefault(namespace, Links.ABSENT);
  }
}
