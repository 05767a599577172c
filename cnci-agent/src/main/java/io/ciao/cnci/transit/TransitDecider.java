package io.ciao.cnci.transit;

import io.ciao.api.network.Concentrator;
import io.ciao.api.network.Transit;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.cnci.concentrator.TransitPlans;
import io.ciao.linux.net.NamespaceNames;
import io.ciao.linux.subnet.SubnetPlace;
import io.ciao.linux.subnet.SubnetTunnel;
import io.ciao.linux.transit.TransitPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Decides for what joins one tenant's subnets on this node. Pure.
///
/// It comes with the first Concentrator of the tenant here that has peers, and goes with the last.
/// While it is unknown which there are, nothing goes.
final class TransitDecider {
  private TransitDecider() {}

  static TransitDecision decide(TransitSnapshot snapshot) {
    var actions = new ArrayList<TransitAction>();
    if (snapshot.complete()) {
      var left = new HashSet<>(snapshot.present());
      members(snapshot.here()).forEach((vni, _) -> left.remove(vni));
      left.stream().sorted().forEach(vni -> actions.add(new TransitAction.Remove(vni)));
    }
    var tenants =
        snapshot.here().stream()
            .filter(one -> snapshot.tenant().equals(one.metadata().namespace()))
            .toList();
    members(tenants)
        .forEach((vni, joined) -> actions.add(new TransitAction.Make(plan(snapshot, vni, joined))));
    return new TransitDecision(actions);
  }

  /// Those that have peers, by transit VNI.
  private static Map<Long, List<Concentrator>> members(List<Concentrator> concentrators) {
    var members = new TreeMap<Long, List<Concentrator>>();
    for (var one : concentrators) {
      var transit = one.spec().transit();
      if (transit != null && !one.metadata().deleting()) {
        members.computeIfAbsent(transit.vni(), _ -> new ArrayList<>()).add(one);
      }
    }
    return members;
  }

  private static TransitPlan plan(TransitSnapshot snapshot, long vni, List<Concentrator> joined) {
    var host = snapshot.host();
    var mtu = joined.stream().mapToInt(one -> transit(one).mtu()).max().orElseThrow();
    return new TransitPlan(
        new SubnetPlace(NamespaceNames.ofTransit(host.prefix(), vni), host.namespace()),
        new SubnetTunnel(vni, mtu, SubnetTunnel.ofConcentrator(host.address())),
        joined.stream().map(one -> TransitPlans.port(host, one, transit(one))).toList(),
        elsewhere(snapshot, joined));
  }

  /// Where a Concentrator serves, its own status says; nothing is sent to lost nodes. One of this
  /// node of which nothing is said serves here.
  private static List<TransitPlan.Elsewhere> elsewhere(
      TransitSnapshot snapshot, List<Concentrator> joined) {
    var macs = new HashMap<String, MacAddress>();
    var fenced = new HashSet<String>();
    for (var one : joined) {
      macs.put(one.metadata().requireName(), MacAddress.parse(transit(one).mac()));
      transit(one).peers().forEach(peer -> macs.put(peer.name(), MacAddress.parse(peer.mac())));
      fenced.addAll(one.spec().fenced());
    }
    var found = new TreeMap<MacAddress, TransitPlan.Elsewhere>();
    for (var sibling : snapshot.siblings()) {
      var mac = macs.get(sibling.metadata().requireName());
      var active = sibling.status().active();
      if (mac != null && active != null && !fenced.contains(active.vtep())) {
        var vtep = Ipv4Address.parse(active.vtep());
        if (!vtep.equals(snapshot.host().address())) {
          var end = SubnetTunnel.ofConcentrator(vtep);
          found.put(mac, new TransitPlan.Elsewhere(mac, end));
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static Transit transit(Concentrator one) {
    return Objects.requireNonNull(one.spec().transit(), "transit");
  }
}
