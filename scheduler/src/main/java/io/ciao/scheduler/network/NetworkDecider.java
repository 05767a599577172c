package io.ciao.scheduler.network;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.NetworkMember;
import io.ciao.api.network.Subnet;
import io.ciao.api.network.TenantNetwork;
import io.ciao.api.network.TenantNetworkReasons;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Subnet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a pass over one tenant network does: a pure function of the snapshot.
///
/// Subnets are allocated one after another, as instances wait for an address and none has room. A
/// subnet, once allocated, stays with its network, so its VNI is never used for another network
/// while a node may still hold something of it. Its concentrator comes with the first instance and
/// goes with the last.
final class NetworkDecider {
  /// VNIs below are left to operators (design section 9; reference network.md section 3).
  static final long VNI_FIRST = 4096;

  static final long VNI_LAST = 16_777_215;

  private static final int NAME_CHARACTERS_MAX = 63;

  /// The subnet itself, its gateway and its broadcast address.
  private static final int RESERVED_ADDRESSES = 3;

  private final NetworkSnapshot snapshot;
  private final NetworkSettings settings;
  private final ConcentratorSpecDecider concentrators;
  private final List<NetworkAction> actions = new ArrayList<>();

  /// How many instances have an address, by subnet.
  private final Map<String, Integer> addresses = new HashMap<>();

  /// How many instances wait for any.
  private final int waiting;

  /// The addresses that others wait for.
  private final List<Ipv4Address> fixed;

  private NetworkDecider(NetworkSnapshot snapshot, NetworkSettings settings) {
    this.snapshot = snapshot;
    this.settings = settings;
    this.concentrators = new ConcentratorSpecDecider(snapshot, settings);
    for (var instance : snapshot.instances()) {
      var network = instance.status().network();
      if (network != null) {
        addresses.merge(network.subnet(), 1, Integer::sum);
      }
    }
    var without =
        snapshot.instances().stream()
            .filter(i -> i.status().network() == null)
            .filter(i -> !i.metadata().deleting() && i.spec().wantsRunning())
            .map(i -> i.spec().fixedAddress())
            .toList();
    this.fixed = without.stream().flatMap(Optional::stream).map(Ipv4Address::parse).toList();
    this.waiting = without.size() - fixed.size();
  }

  static NetworkDecision decide(NetworkSnapshot snapshot, NetworkSettings settings) {
    return new NetworkDecider(snapshot, settings).run();
  }

  private NetworkDecision run() {
    var network = snapshot.network();
    var served = served(network == null ? List.of() : network.status().subnets());
    if (network != null && !network.metadata().deleting()) {
      begin(network, served);
    }
    for (var concentrator : snapshot.concentrators()) {
      keep(concentrator, served);
    }
    attachAll();
    return new NetworkDecision(actions);
  }

  /// The subnets that need a concentrator: those with instances, and of the others as many as those
  /// who wait may need.
  private Set<String> served(List<Subnet> subnets) {
    var served = new HashSet<>(addresses.keySet());
    var places = 0L;
    for (var subnet : subnets) {
      if (places < waiting && room(subnet) > 0) {
        places += room(subnet);
        served.add(subnet.cidr());
      }
      var cidr = Ipv4Subnet.parse(subnet.cidr());
      if (fixed.stream().anyMatch(cidr::contains)) {
        served.add(subnet.cidr());
      }
    }
    return served;
  }

  private long room(Subnet subnet) {
    var all = Ipv4Subnet.parse(subnet.cidr()).size() - RESERVED_ADDRESSES;
    return Math.max(0, all - addresses.getOrDefault(subnet.cidr(), 0));
  }

  /// Says of the network whether it can be used, and makes what its instances lack.
  private void begin(TenantNetwork network, Set<String> served) {
    if ("gre".equals(network.spec().tunnelType())) {
      say(
          network,
          Condition.FALSE,
          TenantNetworkReasons.TUNNEL_TYPE_UNSUPPORTED,
          "no node reports the tunnel type gre");
      return;
    }
    var subnets = network.status().subnets();
    if (subnets.stream().anyMatch(this::lacksBlock)) {
      actions.add(
          new NetworkAction.SetSubnets(network, subnets.stream().map(this::withBlock).toList()));
      return;
    }
    var missing = missing(network);
    if (missing.isPresent()) {
      allocate(network, missing.get());
      return;
    }
    snapshot
        .transit()
        .toStore(network, this::freeVni)
        .ifPresent(vni -> actions.add(new NetworkAction.SetTransitVni(network, vni)));
    if (subnets.isEmpty()) {
      say(
          network,
          Condition.TRUE,
          TenantNetworkReasons.AVAILABLE,
          "its first instance gets a subnet");
      return;
    }
    if (makeConcentrators(network, served)) {
      say(network, Condition.TRUE, TenantNetworkReasons.AVAILABLE, available(subnets));
    }
  }

  /// Whether it was allocated before there was IPv6.
  private boolean lacksBlock(Subnet subnet) {
    return subnet.cidr6() == null && settings.block6(subnet.vni()) != null;
  }

  private Subnet withBlock(Subnet subnet) {
    return lacksBlock(subnet) ? subnet.withCidr6(settings.block6(subnet.vni())) : subnet;
  }

  /// The subnet that those who wait need next.
  private Optional<Ipv4Subnet> missing(TenantNetwork network) {
    var subnets = network.status().subnets();
    var allocated = subnets.stream().map(Subnet::cidr).collect(Collectors.toSet());
    return fixed.stream()
        .flatMap(address -> network.subnetOf(address).stream())
        .filter(subnet -> !allocated.contains(subnet.toString()))
        .findFirst()
        .or(
            () ->
                waiting > subnets.stream().mapToLong(this::room).sum()
                    ? network.nextSubnet()
                    : Optional.empty());
  }

  private static String available(List<Subnet> subnets) {
    return subnets.size() == 1
        ? "subnet " + subnets.getFirst().cidr() + " is allocated"
        : "subnets "
            + subnets.stream().map(Subnet::cidr).collect(Collectors.joining(", "))
            + " are allocated";
  }

  private void allocate(TenantNetwork network, Ipv4Subnet cidr) {
    var vni = freeVni();
    if (vni.isEmpty()) {
      say(
          network,
          Condition.FALSE,
          TenantNetworkReasons.VNIS_EXHAUSTED,
          "every VXLAN network identifier is in use");
      return;
    }
    actions.add(
        new NetworkAction.AllocateSubnet(
            network,
            new Subnet(
                cidr.toString(),
                settings.block6(vni.get()),
                vni.get(),
                cidr.address(1).toString(),
                concentratorName(network, vni.get()))));
  }

  /// Those that are missing.
  ///
  /// @return false if there is no outside address for one, which the network then says
  private boolean makeConcentrators(TenantNetwork network, Set<String> served) {
    var present =
        snapshot.concentrators().stream().map(c -> c.spec().vni()).collect(Collectors.toSet());
    var taken = new HashSet<>(snapshot.outsideInUse());
    for (var subnet : network.status().subnets()) {
      if (!served.contains(subnet.cidr()) || present.contains(subnet.vni())) {
        continue;
      }
      var outside = outsideAddress(subnet, taken);
      if (outside.isEmpty()) {
        say(
            network,
            Condition.FALSE,
            TenantNetworkReasons.OUTSIDE_ADDRESSES_EXHAUSTED,
            "every outside address from %s to %s is in use by a concentrator; delete a network's instances or give the scheduler a larger range"
                .formatted(settings.outsideFirst(), settings.outsideLast()));
        return false;
      }
      taken.add(outside.get().toString());
      var address = outside.get() + "/" + settings.outsidePrefixLength();
      actions.add(
          new NetworkAction.CreateConcentrator(
              network, subnet.concentrator(), concentrators.first(network, subnet, address)));
    }
    return true;
  }

  /// `<network>-<vni>`; of a network with a long name only so much that the name stays a valid one.
  private static String concentratorName(TenantNetwork network, long vni) {
    var name = network.metadata().requireName();
    var end = "-" + vni;
    return name.substring(0, Math.min(name.length(), NAME_CHARACTERS_MAX - end.length())) + end;
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

  /// An address that instances of the subnet already tell people (their concentrator was deleted
  /// under them) stays theirs while it is free; else the lowest free one.
  private Optional<Ipv4Address> outsideAddress(Subnet subnet, Set<String> taken) {
    return snapshot.instances().stream()
        .filter(i -> isIn(subnet, i.status().network()))
        .map(i -> i.status().ssh())
        .filter(Objects::nonNull)
        .map(ssh -> Ipv4Address.parse(ssh.host()))
        .filter(settings::isOutside)
        .filter(address -> !taken.contains(address.toString()))
        .findFirst()
        .or(() -> lowestFree(taken));
  }

  private static boolean isIn(Subnet subnet, @Nullable InstanceNetwork network) {
    return network != null && network.subnet().equals(subnet.cidr());
  }

  private Optional<Ipv4Address> lowestFree(Set<String> taken) {
    for (Ipv4Address address = settings.outsideFirst();
        address.compareTo(settings.outsideLast()) <= 0;
        address = address.plus(1)) {
      if (!taken.contains(address.toString())) {
        return Optional.of(address);
      }
    }
    return Optional.empty();
  }

  private void keep(Concentrator concentrator, Set<String> served) {
    if (concentrator.metadata().deleting()) {
      if (concentrators.abandoned(concentrator)) {
        actions.add(new NetworkAction.RemoveConcentratorFinalizer(concentrator));
      }
      return;
    }
    var subnet = concentrator.spec().subnet();
    if (!served.contains(subnet)) {
      actions.add(new NetworkAction.DeleteConcentrator(concentrator));
      return;
    }
    var spec = concentrators.updated(concentrator);
    if (!spec.equals(concentrator.spec())) {
      actions.add(new NetworkAction.UpdateConcentrator(concentrator, spec));
      return;
    }
    Stream.concat(
            ConcentratorSpecDecider.unserved(concentrator).stream(),
            Stream.of(concentrators.standby(concentrator)))
        .filter(
            now ->
                Conditions.find(concentrator.status().conditions(), now.type())
                    .filter(before -> before.saysSameAs(now))
                    .isEmpty())
        .findFirst()
        .ifPresent(
            now -> actions.add(new NetworkAction.SetConcentratorCondition(concentrator, now)));
  }

  private void attachAll() {
    var serving =
        snapshot.concentrators().stream()
            .filter(c -> !c.metadata().deleting())
            .collect(Collectors.toMap(c -> c.spec().subnet(), Function.identity(), (a, _) -> a));
    var members = new HashMap<String, NetworkMember>();
    serving.values().forEach(c -> members.putAll(Attachment.membersByUid(c)));
    for (var instance : snapshot.instances()) {
      var network = instance.status().network();
      attach(instance, network == null ? null : serving.get(network.subnet()), members);
    }
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
    var said = observed != null && observed.epoch() == binding.epoch() ? observed : null;
    var plugged = said != null && Boolean.TRUE.equals(said.interfacePlugged());
    var closed = said == null ? "" : Attachment.closed(said.reason(), said.message());
    var member = members.get(instance.metadata().requireUid());
    var condition =
        Attachment.of(new Attachment.Facts(instance, binding, serving, member, plugged, closed));
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
