package io.ciao.scheduler.network;

import io.ciao.api.instance.Binding;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.network.ActiveConcentrator;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorReasons;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.Dns;
import io.ciao.api.network.Gateway;
import io.ciao.api.network.NetworkMember;
import io.ciao.api.network.Subnet;
import io.ciao.api.network.TenantNetwork;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.basis.address.MacAddress;
import io.ciao.scheduler.cluster.ClusterIpv6;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the concentrator of one subnet is to hold: a pure function of the snapshot.
///
/// Members follow the instances, and what people say follows their network. Two nodes carry it, one
/// if its network says so or no other is ready; one that is lost or gone gives it up to another
/// that is ready; while there is none, nobody has it. The outside address stays as long as the
/// concentrator does.
final class ConcentratorSpecDecider {
  private static final int REPLICAS = 2;

  /// The least that IPv6 works with (reference: RFC 8200 section 5).
  private static final int IPV6_MTU_MIN = 1280;

  private final NetworkSnapshot snapshot;
  private final NetworkSettings settings;

  ConcentratorSpecDecider(NetworkSnapshot snapshot, NetworkSettings settings) {
    this.snapshot = snapshot;
    this.settings = settings;
  }

  /// What it begins with.
  ///
  /// @param outside its address outside, with prefix length
  ConcentratorSpec first(TenantNetwork network, Subnet subnet, String outside) {
    var block = block(network, subnet);
    return new ConcentratorSpec(
            network.metadata().requireName(),
            subnet.cidr(),
            subnet.vni(),
            mtu(network),
            topology(network),
            outside,
            settings.outsideGateway().toString(),
            with(new Gateway(gateway(subnet), null, MacAddress.GATEWAY.toString()), block),
            dns(network))
        .change()
        .subnet6(block)
        .nodeNames(nodes(List.of(), null))
        .members(members(subnet.cidr(), block))
        .networkCIDRs(blocks(network))
        .made();
  }

  /// What it is to be now; of a network that is gone, what was stored last stays.
  ConcentratorSpec updated(Concentrator concentrator) {
    var spec = concentrator.spec();
    var network = snapshot.network();
    var block = network == null ? spec.subnet6() : block(network, spec);
    var members = members(spec.subnet(), block);
    var change =
        spec.change()
            .subnet6(block)
            .gateway(with(spec.gateway(), block))
            .nodeNames(nodes(spec.nodeNames(), concentrator.status().active()))
            .members(members)
            .fenced(fenced(concentrator, members))
            .transit(snapshot.transit().of(concentrator, settings.instanceMtu()))
            .externalIPs(GrantedAddress.of(snapshot.granted(), concentrator, members));
    if (network != null) {
      change.mtu(mtu(network)).topology(topology(network)).dns(dns(network));
      change.networkCIDRs(blocks(network));
    }
    return change.made();
  }

  private @Nullable String block(TenantNetwork network, ConcentratorSpec spec) {
    var subnet = network.status().subnets().stream().filter(s -> s.vni() == spec.vni()).findFirst();
    return subnet.isPresent() ? block(network, subnet.get()) : spec.subnet6();
  }

  /// The subnet's IPv6 block; null while it has none, or while its MTU is too small for IPv6.
  private @Nullable String block(TenantNetwork network, Subnet subnet) {
    return mtu(network) < IPV6_MTU_MIN ? null : subnet.cidr6();
  }

  private static Gateway with(Gateway gateway, @Nullable String block) {
    var ip = Ipv4Address.parse(gateway.ip());
    var ip6 = block == null ? null : ClusterIpv6.address(block, ip).toString();
    return new Gateway(gateway.ip(), ip6, gateway.mac());
  }

  /// Why nobody serves it, as far as its agent cannot say so itself; empty: its agent's to say.
  static Optional<Condition> unserved(Concentrator concentrator) {
    var nodes = concentrator.spec().nodeNames();
    var active = concentrator.status().active();
    if (nodes.isEmpty()) {
      return Optional.of(
          notReady(
              concentrator,
              ConcentratorReasons.NO_NETWORK_NODE,
              "no node with the role network is ready to carry it; all nodes: ciaoctl get nodes"));
    }
    return Optional.ofNullable(active)
        .map(a -> a.nodeName())
        .filter(name -> !nodes.contains(name))
        .map(
            name ->
                notReady(
                    concentrator,
                    ConcentratorReasons.WAITING_FOR_TAKEOVER,
                    "node %s has not taken it over from %s yet".formatted(nodes.getFirst(), name)));
  }

  private static Condition notReady(Concentrator concentrator, String reason, String message) {
    return Condition.of(CommonReasons.READY, Condition.FALSE, reason, message)
        .observing(concentrator.metadata().generationOrZero());
  }

  /// Whether another node takes over when the one that serves is silent.
  Condition standby(Concentrator concentrator) {
    var nodes = concentrator.spec().nodeNames();
    if (nodes.size() > 1) {
      return Condition.of(
          ConcentratorReasons.STANDBY,
          Condition.TRUE,
          ConcentratorReasons.STANDING_BY,
          "nodes %s carry it, and each takes over from the other"
              .formatted(String.join(" and ", nodes)));
    }
    return Condition.of(
        ConcentratorReasons.STANDBY,
        Condition.FALSE,
        ConcentratorReasons.NO_STANDBY,
        nodes.isEmpty()
            ? "no node carries it"
            : "node %s alone carries it, %s"
                .formatted(
                    nodes.getFirst(),
                    replicas(1) == 1
                        ? "as its network asks"
                        : "for no other node with the role network is ready"));
  }

  /// Whether the node that has to take it down is lost or gone.
  boolean abandoned(Concentrator concentrator) {
    return concentrator.lastHolder().filter(snapshot.carriers()::contains).isEmpty();
  }

  /// How many nodes shall carry it.
  ///
  /// @param present how many do, which stays so when the network is gone
  private int replicas(int present) {
    var network = snapshot.network();
    if (network == null) {
      return Math.max(1, present);
    }
    var wish = network.spec().concentrator();
    var said = wish == null ? null : wish.replicas();
    return said == null ? REPLICAS : Math.clamp(said, 1, REPLICAS);
  }

  /// Whoever has the role keeps it as long as it can.
  private List<String> nodes(List<String> before, @Nullable ActiveConcentrator active) {
    var replicas = replicas(before.size());
    var nodes = new ArrayList<>(before);
    nodes.retainAll(snapshot.carriers());
    var serving = active == null ? null : active.nodeName();
    for (var last = nodes.size() - 1; nodes.size() > replicas; last--) {
      if (last == 0 || !nodes.get(last).equals(serving)) {
        nodes.remove(last);
      }
    }
    for (var ready : snapshot.networkNodes()) {
      if (nodes.size() < replicas && !nodes.contains(ready)) {
        nodes.add(ready);
      }
    }
    return nodes;
  }

  /// All addresses that instances of the network may have.
  private static List<String> blocks(TenantNetwork network) {
    return Stream.concat(
            Stream.ofNullable(network.spec().cidr()),
            network.status().subnets().stream().map(Subnet::cidr6).filter(Objects::nonNull))
        .toList();
  }

  private int mtu(TenantNetwork network) {
    var wanted = network.spec().mtu();
    return wanted == null ? settings.instanceMtu() : Math.min(wanted, settings.instanceMtu());
  }

  private static String topology(TenantNetwork network) {
    return Objects.requireNonNullElse(network.spec().topology(), "mesh");
  }

  private static String gateway(Subnet subnet) {
    var given = subnet.gateway();
    return given == null ? Ipv4Subnet.parse(subnet.cidr()).address(1).toString() : given;
  }

  private static Dns dns(TenantNetwork network) {
    var wanted = network.spec().dns();
    var domain = wanted == null ? null : wanted.domain();
    return new Dns(
        domain == null ? network.metadata().namespace() + ".ciao" : domain,
        wanted == null ? List.of() : wanted.nameServers());
  }

  /// The bound instances of the subnet, in order of addresses.
  private List<NetworkMember> members(String subnet, @Nullable String block) {
    var members = new ArrayList<NetworkMember>();
    for (var instance : snapshot.instances()) {
      var network = instance.status().network();
      var binding = instance.status().binding();
      if (network != null && binding != null && network.subnet().equals(subnet)) {
        var member = member(instance, network, binding);
        members.add(block == null ? member : member.withIp6(network.address6()));
      }
    }
    members.sort(Comparator.comparing(m -> Ipv4Address.parse(m.ip())));
    return members;
  }

  private NetworkMember member(Instance instance, InstanceNetwork network, Binding binding) {
    var groups = instance.spec().securityGroups().size();
    return new NetworkMember(
            instance.metadata().requireUid(),
            binding.epoch(),
            instance.metadata().requireName(),
            network.mac(),
            network.address())
        .withVtep(snapshot.vteps().get(binding.nodeName()))
        .withForward(network.forward())
        .withGroups(groups == 0 ? null : groups);
  }

  /// Lost nodes that this subnet had a member or a gateway on, or another subnet of the tenant its
  /// own: whoever was moved away may go on sending from there. What was stored last is looked at
  /// too, for a member has moved by the pass that sees the loss. A node that comes back is taken
  /// out.
  private List<String> fenced(Concentrator concentrator, List<NetworkMember> members) {
    var active = concentrator.status().active();
    var seen =
        Stream.of(
                concentrator.spec().fenced().stream(),
                Stream.concat(concentrator.spec().members().stream(), members.stream())
                    .map(NetworkMember::vtep),
                concentrator.spec().nodeNames().stream().map(snapshot.vteps()::get),
                Stream.ofNullable(active).map(a -> a.vtep()),
                snapshot.transit().tunnelsOfOthers(concentrator))
            .flatMap(addresses -> addresses);
    var fenced = new TreeSet<String>();
    seen.filter(Objects::nonNull).filter(snapshot.lostVteps()::contains).forEach(fenced::add);
    return List.copyOf(fenced);
  }
}
