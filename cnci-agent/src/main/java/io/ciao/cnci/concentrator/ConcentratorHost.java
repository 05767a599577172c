package io.ciao.cnci.concentrator;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.linux.net.NamespaceNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.SubnetPlace;
import java.nio.file.Path;
import java.util.List;

/// The network node that concentrators run on.
///
/// @param nodeName its Node's name
/// @param namespace where its underlay address is; the current one unless a test says otherwise
/// @param address its tunnel address
/// @param uplinkBridge the bridge that has the way out as a port
/// @param prefix first part of the names of concentrators' namespaces
/// @param closed networks that tenants must not reach
/// @param directory for concentrators' files, absolute
public record ConcentratorHost(
    String nodeName,
    NetNamespace namespace,
    Ipv4Address address,
    String uplinkBridge,
    String prefix,
    List<Ipv4Prefix> closed,
    Path directory) {
  public ConcentratorHost {
    closed = List.copyOf(closed);
  }

  /// Where the concentrator of a subnet is.
  public SubnetPlace place(long vni) {
    return new SubnetPlace(NamespaceNames.ofConcentrator(prefix, vni), namespace);
  }

  /// Derived from the VNI alone, so that what is left of a lost state directory can be found.
  public Path directory(long vni) {
    return directory.resolve("concentrators").resolve(Long.toString(vni));
  }
}
