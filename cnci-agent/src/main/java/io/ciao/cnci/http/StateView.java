package io.ciao.cnci.http;

import io.ciao.api.network.Concentrator;
import io.ciao.api.network.ConcentratorState;
import io.ciao.api.network.ConcentratorState.ExternalAddress;
import io.ciao.api.network.ConcentratorState.Forward;
import io.ciao.api.network.ConcentratorState.Lease;
import io.ciao.api.network.ConcentratorState.Tunnel;
import io.ciao.api.network.NetworkMember;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.concentrator.ConcentratorFacts;
import io.ciao.linux.dnsmasq.DnsmasqLease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Joins what a concentrator has with the names of its members. Pure.
final class StateView {
  private static final String VERSION =
      Objects.requireNonNullElse(StateView.class.getPackage().getImplementationVersion(), "0.1.0");

  private final ConcentratorFacts facts;
  private final List<NetworkMember> members;
  private final Map<String, String> namesByAddress = new HashMap<>();
  private final Map<String, String> namesByMac = new HashMap<>();

  private StateView(Concentrator concentrator, ConcentratorFacts facts) {
    this.facts = facts;
    this.members = concentrator.spec().members();
    for (var member : members) {
      namesByAddress.put(member.ip(), member.name());
      namesByMac.put(MacAddress.parse(member.mac()).toString(), member.name());
    }
  }

  static ConcentratorState of(
      Concentrator concentrator, String node, String namespace, ConcentratorFacts facts) {
    var view = new StateView(concentrator, facts);
    return new ConcentratorState(
        node,
        VERSION,
        namespace,
        facts.dnsmasqPid(),
        view.leases(),
        view.tunnels(),
        view.forwards(),
        view.externals());
  }

  /// Those of members, and those that guests still have though they are members no longer.
  private List<Lease> leases() {
    var taken = new HashMap<Ipv4Address, DnsmasqLease>();
    facts.leases().forEach(lease -> taken.put(lease.address(), lease));
    var leases = new TreeMap<Ipv4Address, Lease>();
    for (var lease : facts.leases()) {
      leases.put(
          lease.address(),
          new Lease(
              lease.address().toString(),
              lease.mac().toString(),
              null,
              lease.expires().toString()));
    }
    for (var member : members) {
      var address = Ipv4Address.parse(member.ip());
      var lease = taken.get(address);
      leases.put(
          address,
          new Lease(
              member.ip(),
              member.mac(),
              member.name(),
              lease == null ? null : lease.expires().toString()));
    }
    return List.copyOf(leases.values());
  }

  private List<Tunnel> tunnels() {
    var tunnels = new ArrayList<Tunnel>();
    for (var entry : new TreeMap<>(facts.tunnels()).entrySet()) {
      var names =
          entry.getValue().stream()
              .filter(mac -> !mac.equals(MacAddress.ZERO))
              .map(mac -> namesByMac.getOrDefault(mac.toString(), mac.toString()))
              .sorted()
              .toList();
      tunnels.add(
          new Tunnel(
              entry.getKey().address().toString(),
              entry.getKey().port(),
              entry.getValue().contains(MacAddress.ZERO),
              names));
    }
    return tunnels;
  }

  private List<Forward> forwards() {
    return facts.forwards().entrySet().stream()
        .map(one -> new Forward(one.getKey(), one.getValue(), namesByAddress.get(one.getValue())))
        .toList();
  }

  private List<ExternalAddress> externals() {
    return facts.externals().entrySet().stream()
        .map(
            one ->
                new ExternalAddress(
                    one.getKey(), one.getValue(), namesByAddress.get(one.getValue())))
        .toList();
  }
}
