package io.ciao.scheduler.network;

import io.ciao.api.instance.Binding;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.Dns;
import io.ciao.api.network.Gateway;
import io.ciao.api.network.NetworkMember;
import io.ciao.api.network.Subnet;
import io.ciao.api.network.TenantNetwork;
import io.ciao.api.network.TenantNetworkReasons;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.basis.address.MacAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// What a pass over one tenant network does: a pure function of the snapshot.
///
/// A subnet, once allocated, stays with its network, so its VNI is never used for another network
/// while a node may still hold something of it. The concentrator comes with the first instance and
/// goes with the last.
final class NetworkDecider {
  /// VNIs below are left to operators (design section 9; reference network.md section 3).
  static final long VNI_FIRST = 4096;

  static final long VNI_LAST = 16_777_215;

  private static final int NAME_CHARACTERS_MAX = 63;
  private static final String DEFAULT_CIDR = "172.16.0.0/16";
  private static final int DEFAULT_SUBNET_PREFIX = 24;

  private final NetworkSnapshot snapshot;
  private final NetworkSettings settings;
  private final List<NetworkAction> actions = new ArrayList<>();

  private NetworkDecider(NetworkSnapshot snapshot, NetworkSettings settings) {
    this.snapshot = snapshot;
    this.settings = settings;
  }

  static NetworkDecision decide(NetworkSnapshot snapshot, NetworkSettings settings) {
    return new NetworkDecider(snapshot, settings).run();
  }

  private NetworkDecision run() {
    var network = snapshot.network();
    var concentrator = snapshot.concentrator();
    if (network != null && !network.metadata().deleting()) {
      begin(network);
    }
    if (concentrator != null) {
      keep(concentrator);
    }
    var serving = concentrator == null || concentrator.metadata().deleting() ? null : concentrator;
    var members = Attachment.membersByUid(serving);
    for (var instance : snapshot.instances()) {
      attach(instance, serving, members);
    }
    return new NetworkDecision(actions);
  }

  /// An instance counts from the moment it wants a node until it is gone.
  private boolean inUse() {
    return snapshot.instances().stream()
        .anyMatch(
            i ->
                i.status().network() != null
                    || (!i.metadata().deleting() && i.spec().wantsRunning()));
  }

  /// Says of the network whether it can be used, and makes what is missing for its first instance.
  private void begin(TenantNetwork network) {
    if ("gre".equals(network.spec().tunnelType())) {
      say(
          network,
          Condition.FALSE,
          TenantNetworkReasons.TUNNEL_TYPE_UNSUPPORTED,
          "no node reports the tunnel type gre");
      return;
    }
    var subnets = network.status().subnets();
    if (subnets.isEmpty()) {
      if (inUse() && snapshot.concentrator() == null) {
        allocate(network);
      } else {
        say(
            network,
            Condition.TRUE,
            TenantNetworkReasons.AVAILABLE,
            "its first instance gets a subnet");
      }
      return;
    }
    var subnet = subnets.getFirst();
    var lacksConcentrator = snapshot.concentrator() == null && inUse();
    var outside = lacksConcentrator ? outsideAddress() : Optional.<String>empty();
    if (lacksConcentrator && outside.isEmpty()) {
      say(
          network,
          Condition.FALSE,
          TenantNetworkReasons.OUTSIDE_ADDRESSES_EXHAUSTED,
          "every outside address from %s to %s is in use by a concentrator; delete a network's instances or give the scheduler a larger range"
              .formatted(settings.outsideFirst(), settings.outsideLast()));
      return;
    }
    say(
        network,
        Condition.TRUE,
        TenantNetworkReasons.AVAILABLE,
        "subnet " + subnet.cidr() + " is allocated");
    outside
        .map(address -> spec(network, subnet, address))
        .map(s -> new NetworkAction.CreateConcentrator(network, subnet.concentrator(), s))
        .ifPresent(actions::add);
  }

  private void allocate(TenantNetwork network) {
    var vni = freeVni();
    if (vni.isEmpty()) {
      say(
          network,
          Condition.FALSE,
          TenantNetworkReasons.VNIS_EXHAUSTED,
          "every VXLAN network identifier is in use");
      return;
    }
    var cidr = subnetCidr(network);
    actions.add(
        new NetworkAction.AllocateSubnet(
            network,
            new Subnet(
                cidr.toString(),
                vni.get(),
                cidr.address(1).toString(),
                concentratorName(network, vni.get()))));
  }

  /// `<network>-<vni>`; of a network with a long name only so much that the name stays a valid one.
  private static String concentratorName(TenantNetwork network, long vni) {
    var name = network.metadata().requireName();
    var end = "-" + vni;
    return name.substring(0, Math.min(name.length(), NAME_CHARACTERS_MAX - end.length())) + end;
  }

  private static Ipv4Subnet subnetCidr(TenantNetwork network) {
    var cidr = network.spec().cidr();
    var prefix = network.spec().subnetPrefixLength();
    var whole = Ipv4Subnet.parse(cidr == null ? DEFAULT_CIDR : cidr);
    var length = prefix == null ? DEFAULT_SUBNET_PREFIX : prefix;
    return whole.subnet(Math.max(length, whole.prefixLength()), 0);
  }

  private Optional<Long> freeVni() {
    var next = snapshot.vnisInUse().stream().mapToLong(v -> v + 1).max().orElse(VNI_FIRST);
    return next <= VNI_LAST
        ? Optional.of(next)
        : LongStream.rangeClosed(VNI_FIRST, VNI_LAST)
            .filter(vni -> !snapshot.vnisInUse().contains(vni))
            .boxed()
            .findFirst();
  }

  /// An address that instances of this network already tell people (their concentrator was deleted
  /// under them) stays theirs while it is free; else the lowest free one.
  private Optional<String> outsideAddress() {
    return snapshot.instances().stream()
        .map(i -> i.status().ssh())
        .filter(Objects::nonNull)
        .map(ssh -> Ipv4Address.parse(ssh.host()))
        .filter(settings::isOutside)
        .filter(this::isFree)
        .findFirst()
        .or(this::lowestFree)
        .map(address -> address + "/" + settings.outsidePrefixLength());
  }

  private Optional<Ipv4Address> lowestFree() {
    for (Ipv4Address address = settings.outsideFirst();
        address.compareTo(settings.outsideLast()) <= 0;
        address = address.plus(1)) {
      if (isFree(address)) {
        return Optional.of(address);
      }
    }
    return Optional.empty();
  }

  private boolean isFree(Ipv4Address address) {
    return !snapshot.outsideInUse().contains(address.toString());
  }

  private ConcentratorSpec spec(TenantNetwork network, Subnet subnet, String outside) {
    var mtu = network.spec().mtu();
    return new ConcentratorSpec(
        network.metadata().requireName(),
        subnet.cidr(),
        subnet.vni(),
        mtu == null ? settings.instanceMtu() : Math.min(mtu, settings.instanceMtu()),
        network.spec().topology() == null ? "mesh" : network.spec().topology(),
        snapshot.networkNodes().stream().limit(1).toList(),
        outside,
        settings.outsideGateway().toString(),
        new Gateway(gateway(subnet), MacAddress.GATEWAY.toString()),
        dns(network),
        members(subnet.cidr()),
        List.of());
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
  private List<NetworkMember> members(String subnet) {
    var members = new ArrayList<NetworkMember>();
    for (var instance : snapshot.instances()) {
      var network = instance.status().network();
      var binding = instance.status().binding();
      if (network != null && binding != null && network.subnet().equals(subnet)) {
        members.add(member(instance, network, binding));
      }
    }
    members.sort(Comparator.comparing(m -> Ipv4Address.parse(m.ip())));
    return members;
  }

  private NetworkMember member(Instance instance, InstanceNetwork network, Binding binding) {
    return new NetworkMember(
        instance.metadata().requireUid(),
        binding.epoch(),
        instance.metadata().requireName(),
        network.mac(),
        network.address(),
        snapshot.vteps().get(binding.nodeName()),
        network.forward());
  }

  private void keep(Concentrator concentrator) {
    if (concentrator.metadata().deleting()) {
      if (concentrator.spec().nodeNames().isEmpty()) {
        actions.add(new NetworkAction.RemoveConcentratorFinalizer(concentrator));
      }
      return;
    }
    if (!inUse()) {
      actions.add(new NetworkAction.DeleteConcentrator(concentrator));
      return;
    }
    var spec = updated(concentrator.spec());
    if (!spec.equals(concentrator.spec())) {
      actions.add(new NetworkAction.UpdateConcentrator(concentrator, spec));
    }
  }

  /// Members follow the instances; a node is chosen once there is one. All else stays as it was
  /// stored.
  private ConcentratorSpec updated(ConcentratorSpec spec) {
    var nodeNames =
        spec.nodeNames().isEmpty()
            ? snapshot.networkNodes().stream().limit(1).toList()
            : spec.nodeNames();
    var subnet = spec.subnet() == null ? "" : spec.subnet();
    return new ConcentratorSpec(
        spec.tenantNetwork(),
        spec.subnet(),
        spec.vni(),
        spec.mtu(),
        spec.topology(),
        nodeNames,
        spec.outsideAddress(),
        spec.outsideGateway(),
        spec.gateway(),
        spec.dns(),
        members(subnet),
        spec.fenced());
  }

  private void attach(
      Instance instance, @Nullable Concentrator serving, Map<String, NetworkMember> members) {
    if (instance.metadata().deleting()) {
      return;
    }
    var before = Conditions.find(instance.status().conditions(), InstanceReasons.NETWORK_ATTACHED);
    var binding = instance.status().binding();
    if (binding == null) {
      // What was true on the node it had is true no longer.
      if (before.filter(b -> !CommonReasons.PENDING.equals(b.reason())).isPresent()) {
        actions.add(new NetworkAction.SetAttached(instance, Attachment.unbound(instance)));
      }
      return;
    }
    if (binding.isReleasing()) {
      return;
    }
    var observed = instance.status().observed();
    var plugged =
        observed != null
            && observed.epoch() == binding.epoch()
            && Boolean.TRUE.equals(observed.interfacePlugged());
    var member = members.get(instance.metadata().requireUid());
    var condition =
        Attachment.of(new Attachment.Facts(instance, binding, serving, member, plugged));
    if (before.isEmpty() || !before.get().saysSameAs(condition)) {
      actions.add(new NetworkAction.SetAttached(instance, condition));
    }
  }

  private void say(TenantNetwork network, String status, String reason, String message) {
    var condition =
        Condition.of(CommonReasons.READY, status, reason, message)
            .observing(network.metadata().generationOrZero());
    var before = Conditions.find(network.status().conditions(), CommonReasons.READY);
    if (before.isEmpty() || !before.get().saysSameAs(condition)) {
      actions.add(new NetworkAction.SetNetworkReady(network, condition));
    }
  }
}
