package io.ciao.launcher.network;

import io.ciao.api.meta.ObjectKey;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.launcher.network.PortState.Closed;
import io.ciao.launcher.network.PortState.Leaving;
import io.ciao.launcher.network.PortState.Pending;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which ports instances want on this node, and how far the passes of their subnets are: what is
/// wanted comes from the instances' passes, what became of it from the subnets'.
///
/// After a restart of the agent a subnet with an instance whose port is not known yet is left as it
/// is. Safe for many threads.
final class PortRegistry {
  /// @param closed why nothing passes it though it is whole; empty if that is not so
  /// @param ran whether it was whole before, or its instance ran before this life of the agent
  private record Port(
      PortRequest request, boolean whole, Instant since, String why, String closed, boolean ran) {

    static Port wanted(PortRequest request, Instant now, boolean ran) {
      return new Port(request, false, now, "", "", ran);
    }
  }

  private record Departure(ObjectKey subnet, Instant since, String why) {}

  private final Map<String, Port> ports = new HashMap<>();
  private final Map<String, Departure> leaving = new HashMap<>();
  private final Map<String, String> unknown;

  /// @param adopted ports of instances that run already
  /// @param unknown uids of instances that may run but whose port cannot be told now, each with the
  ///   `namespace/name` of its Concentrator, empty if unknown too
  PortRegistry(List<PortRequest> adopted, Map<String, String> unknown, Instant now) {
    adopted.forEach(port -> ports.put(port.uid(), Port.wanted(port, now, true)));
    this.unknown = new HashMap<>(unknown);
  }

  synchronized PortState state(String uid, Optional<PortTarget> target) {
    var departure = leaving.get(uid);
    if (departure != null) {
      return new Leaving(departure.since(), departure.why());
    }
    var port = ports.get(uid);
    if (port == null) {
      return unknown.containsKey(uid) ? PortState.STALE : PortState.ABSENT;
    }
    if (target.isEmpty() || !target.get().equals(port.request().target())) {
      return PortState.STALE;
    }
    if (!port.whole()) {
      return new Pending(port.since(), port.why());
    }
    return port.closed().isEmpty() ? PortState.PLUGGED : new Closed(port.closed());
  }

  /// Takes a wish in.
  ///
  /// @return the subnets whose passes are due
  synchronized Set<ObjectKey> plug(PortRequest request, Instant now) {
    var due = new HashSet<>(Set.of(request.subnet()));
    unknown.remove(request.uid());
    var before = ports.get(request.uid());
    if (before != null && !before.request().subnet().equals(request.subnet())) {
      leave(request.uid(), before.request().subnet(), now);
      due.add(before.request().subnet());
    }
    var departure = leaving.get(request.uid());
    if (departure != null && departure.subnet().equals(request.subnet())) {
      leaving.remove(request.uid());
    }
    if (before == null || !before.request().equals(request)) {
      ports.put(request.uid(), Port.wanted(request, now, false));
    }
    return due;
  }

  /// Takes a wish back.
  ///
  /// @return the subnet whose pass is due; empty if the instance has no port that is known
  synchronized Optional<ObjectKey> unplug(String uid, Instant now) {
    var port = ports.remove(uid);
    var subnet = unknown.remove(uid);
    if (port != null) {
      leave(uid, port.request().subnet(), now);
    } else if (subnet != null && !subnet.isEmpty()) {
      leave(uid, PortRequest.subnet(subnet), now);
    }
    return Optional.ofNullable(leaving.get(uid)).map(Departure::subnet);
  }

  private void leave(String uid, ObjectKey subnet, Instant now) {
    leaving.put(uid, new Departure(subnet, now, ""));
  }

  /// What is wanted of a subnet now.
  synchronized SubnetPorts of(ObjectKey subnet) {
    return new SubnetPorts(
        ports.values().stream()
            .map(Port::request)
            .filter(port -> port.subnet().equals(subnet))
            .sorted(Comparator.comparing(PortRequest::uid))
            .toList(),
        leaving.entrySet().stream()
            .filter(entry -> entry.getValue().subnet().equals(subnet))
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(TreeSet::new)),
        unknown.entrySet().stream()
            .filter(entry -> entry.getValue().equals(subnet.toString()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /// All ports that are wanted.
  synchronized List<PortRequest> all() {
    return ports.values().stream().map(Port::request).toList();
  }

  /// The subnet that an instance's port is in.
  synchronized Optional<ObjectKey> subnetOf(String uid) {
    return Optional.ofNullable(ports.get(uid)).map(port -> port.request().subnet());
  }

  /// Uids of the instances whose port was whole, or that ran before this life of the agent.
  synchronized Set<String> ran() {
    return ports.entrySet().stream()
        .filter(entry -> entry.getValue().ran())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The subnets that any port is in.
  synchronized Set<ObjectKey> inUse() {
    return ports.values().stream()
        .map(port -> port.request().subnet())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Whether every instance's port is known.
  synchronized boolean complete() {
    return unknown.isEmpty();
  }

  /// A pass brought the subnet to what was wanted of it, but for the ports that wait.
  ///
  /// @param waiting uid to what is in the way
  /// @param closed uid to why nothing passes the port
  /// @return uids of the instances whose port has changed
  synchronized Set<String> settled(
      ObjectKey subnet, SubnetPorts seen, Map<String, String> waiting, Map<String, String> closed) {
    var changed = new TreeSet<String>();
    for (var uid : seen.leaving()) {
      var departure = leaving.get(uid);
      if (departure != null && departure.subnet().equals(subnet)) {
        leaving.remove(uid);
        changed.add(uid);
      }
    }
    for (var request : seen.wanted()) {
      var why = waiting.getOrDefault(request.uid(), "");
      note(request, why, closed.getOrDefault(request.uid(), ""), changed);
    }
    return changed;
  }

  /// A pass did not get to what was wanted of the subnet; what was whole is left so.
  ///
  /// @return uids of the instances whose port has changed
  synchronized Set<String> failed(ObjectKey subnet, SubnetPorts seen, String why) {
    var changed = new TreeSet<String>();
    for (var uid : seen.leaving()) {
      var departure = leaving.get(uid);
      if (departure != null && departure.subnet().equals(subnet) && !departure.why().equals(why)) {
        leaving.put(uid, new Departure(subnet, departure.since(), why));
        changed.add(uid);
      }
    }
    for (var request : seen.wanted()) {
      var port = ports.get(request.uid());
      if (port != null && !port.whole()) {
        note(request, why, port.closed(), changed);
      }
    }
    return changed;
  }

  /// A port that is wanted otherwise by now is for the next pass.
  private void note(PortRequest request, String why, String closed, Set<String> changed) {
    var port = ports.get(request.uid());
    if (port == null || !port.request().equals(request)) {
      return;
    }
    var whole = why.isEmpty();
    var now = new Port(request, whole, port.since(), why, closed, port.ran() || whole);
    if (!now.equals(port)) {
      ports.put(request.uid(), now);
      changed.add(request.uid());
    }
  }
}
