package io.ciao.scheduler.bind;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.SshEndpoint;
import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.basis.address.MacAddress;
import io.ciao.scheduler.cluster.ClusterIpv6;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The addresses that one pass gives, none of them twice: the one that an instance asks for, else
/// the lowest free one of the first subnet with room.
final class Addresses {
  /// Ssh forwards by the formula of design section 9.
  private static final int FORWARD_BASE = 33_000;

  private static final int PORT_MAX = 65_535;

  /// Host 0 is the subnet itself, host 1 the gateway.
  private static final int FIRST_HOST = 2;

  /// A subnet of a network: others may have the same addresses.
  private record Place(ObjectKey network, Ipv4Subnet cidr) {}

  private final Map<ObjectKey, NetworkView> networks;
  private final Map<ObjectKey, Set<String>> taken = new HashMap<>();
  private final Map<Place, Long> nextHost = new HashMap<>();

  Addresses(Map<ObjectKey, NetworkView> networks) {
    this.networks = networks;
  }

  static ObjectKey networkOf(Instance instance) {
    return new ObjectKey(instance.metadata().namespace(), instance.spec().networkName());
  }

  private NetworkView network(ObjectKey key) {
    return networks.getOrDefault(key, NetworkView.NONE);
  }

  /// Whether its network can be used now, or the subnet that it has an address of, or asks for one.
  boolean serves(Instance instance) {
    var network = network(networkOf(instance));
    var has = instance.status().network();
    if (has != null) {
      return subnet(network, has).isPresent();
    }
    return fixed(instance)
        .map(address -> subnet(network, address).isPresent())
        .orElse(!network.subnets().isEmpty());
  }

  /// What it has, or is given now; empty: no address is left.
  Optional<InstanceNetwork> give(Instance instance) {
    var has = instance.status().network();
    if (has != null) {
      return Optional.of(has.address6() == null ? withAddress6(instance, has) : has);
    }
    var found = find(instance);
    found.ifPresent(one -> used(networkOf(instance)).add(one.address()));
    return found;
  }

  /// What it has since before its subnet had an IPv6 block, and the address of it.
  private InstanceNetwork withAddress6(Instance instance, InstanceNetwork has) {
    return subnet(network(networkOf(instance)), has)
        .map(subnet -> has.withAddress6(address6(subnet, Ipv4Address.parse(has.address()))))
        .orElse(has);
  }

  private static @Nullable String address6(SubnetView subnet, Ipv4Address address) {
    var block = subnet.cidr6();
    return block == null ? null : ClusterIpv6.address(block, address).toString();
  }

  /// Whether it has an address or would be given one.
  boolean canGive(Instance instance) {
    return instance.status().network() != null || find(instance).isPresent();
  }

  private Optional<InstanceNetwork> find(Instance instance) {
    var key = networkOf(instance);
    var fixed = fixed(instance);
    if (fixed.isPresent()) {
      return fixed
          .filter(address -> !used(key).contains(address.toString()))
          .flatMap(
              a ->
                  subnet(network(key), a)
                      .filter(subnet -> isHost(subnet.cidr(), a))
                      .map(subnet -> network(subnet, a)));
    }
    for (var subnet : network(key).subnets()) {
      var address = free(key, subnet);
      if (address.isPresent()) {
        return Optional.of(network(subnet, address.get()));
      }
    }
    return Optional.empty();
  }

  private static boolean isHost(Ipv4Subnet subnet, Ipv4Address address) {
    return address.compareTo(subnet.address(FIRST_HOST)) >= 0
        && address.compareTo(subnet.last()) < 0;
  }

  private static Optional<Ipv4Address> fixed(Instance instance) {
    return instance.spec().fixedAddress().map(Ipv4Address::parse);
  }

  /// Empty where an address was given without a port.
  Optional<SshEndpoint> ssh(Instance instance, InstanceNetwork has) {
    var forward = has.forward();
    return forward == null
        ? Optional.empty()
        : subnet(network(networkOf(instance)), has)
            .map(subnet -> new SshEndpoint(subnet.outsideAddress(), forward));
  }

  /// Whether another subnet comes when its network's are full.
  boolean grows(Instance instance) {
    return network(networkOf(instance)).grows();
  }

  /// The subnets of its network, for people.
  String subnets(Instance instance) {
    var subnets = network(networkOf(instance)).subnets();
    return (subnets.size() == 1 ? "subnet " : "subnets ")
        + subnets.stream().map(s -> s.cidr().toString()).collect(Collectors.joining(", "));
  }

  private static Optional<SubnetView> subnet(NetworkView network, InstanceNetwork has) {
    return network.subnets().stream()
        .filter(s -> s.cidr().toString().equals(has.subnet()))
        .findFirst();
  }

  private static Optional<SubnetView> subnet(NetworkView network, Ipv4Address address) {
    return network.subnets().stream().filter(s -> s.cidr().contains(address)).findFirst();
  }

  private Set<String> used(ObjectKey network) {
    return taken.computeIfAbsent(network, key -> new HashSet<>(network(key).used()));
  }

  /// The lowest free address; nothing is taken by it. What lies below is not looked at again.
  private Optional<Ipv4Address> free(ObjectKey network, SubnetView subnet) {
    var used = used(network);
    var place = new Place(network, subnet.cidr());
    var last = subnet.cidr().size() - 1;
    for (var host = nextHost.getOrDefault(place, (long) FIRST_HOST); host < last; host++) {
      var address = subnet.cidr().address(host);
      if (!used.contains(address.toString())) {
        nextHost.put(place, host);
        return Optional.of(address);
      }
    }
    nextHost.put(place, last);
    return Optional.empty();
  }

  private static InstanceNetwork network(SubnetView subnet, Ipv4Address address) {
    return new InstanceNetwork(
        subnet.cidr().toString(),
        subnet.concentrator(),
        address.toString(),
        address6(subnet, address),
        MacAddress.ofInstance(address).toString(),
        forward(subnet, address));
  }

  /// The port of the formula; where that is no port number, one by the place in the subnet. No two
  /// addresses of a subnet (at most a /20) share one: where both rules are in use, the formula's
  /// ports are those from 112 × 256 on, and the others are below 16 × 256.
  private static int forward(SubnetView subnet, Ipv4Address address) {
    var port = FORWARD_BASE + 256 * address.octet(2) + address.octet(3);
    return port <= PORT_MAX
        ? port
        : FORWARD_BASE + (int) (address.value() - subnet.cidr().network().value());
  }
}
