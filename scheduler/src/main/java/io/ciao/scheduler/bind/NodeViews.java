package io.ciao.scheduler.bind;

import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Conditions;
import io.ciao.api.node.Capacity;
import io.ciao.api.node.Member;
import io.ciao.api.node.Node;
import io.ciao.scheduler.place.NodeView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns nodes as the API has them into what placement looks at. Remembers the view of a node until
/// that changes, since reading quantities costs more than placing. Confined to one thread.
final class NodeViews {
  /// The label that Kubernetes gives every node.
  private static final String NODE_LABEL = "kubernetes.io/hostname";

  private static final String HOST_LABEL = "ciao.io/host";

  private record Known(Node node, NodeView view) {}

  private final double vcpuOvercommit;
  private final Map<String, Known> known = new HashMap<>();

  /// @param vcpuOvercommit how many virtual processors one real one stands for
  NodeViews(double vcpuOvercommit) {
    this.vcpuOvercommit = vcpuOvercommit;
  }

  /// The views of these nodes, in the same order.
  ///
  /// @param fullByUid whether the node of that uid said FULL
  List<NodeView> of(List<Node> nodes, Predicate<String> fullByUid) {
    var views = new ArrayList<NodeView>(nodes.size());
    var names = new HashSet<String>();
    for (var node : nodes) {
      var full = fullByUid.test(node.metadata().requireUid());
      var name = node.metadata().requireName();
      names.add(name);
      var before = known.get(name);
      if (before == null || !isSame(before.node(), node) || before.view().full() != full) {
        before = new Known(node, of(node, full));
        known.put(name, before);
      }
      views.add(before.view());
    }
    known.keySet().retainAll(names);
    return views;
  }

  private static boolean isSame(Node one, Node other) {
    return one.metadata().version() == other.metadata().version()
        && one.metadata().requireUid().equals(other.metadata().requireUid());
  }

  /// The view of a node; `full` is what it last said over SSNTP.
  NodeView of(Node node, boolean full) {
    var status = node.status();
    var allocatable = status.allocatable();
    var capacity = allocatable == null ? new Capacity(null, null, null, null) : allocatable;
    var problem = notReadyBecause(node);
    return new NodeView(
        node.metadata().requireName(),
        node.metadata().requireUid(),
        status.hostName() == null ? "" : status.hostName(),
        problem.isEmpty(),
        problem,
        node.spec().isUnschedulable() || node.metadata().deleting(),
        full,
        Set.copyOf(node.spec().roles()),
        Set.copyOf(status.drivers()),
        labels(node),
        node.spec().taints(),
        (long) (number(capacity.vcpus()) * vcpuOvercommit),
        capacity.memoryBytes(),
        capacity.diskBytes(),
        number(capacity.instances()),
        status.images().stream()
            .flatMap(image -> image.names().stream())
            .collect(Collectors.toSet()));
  }

  /// Its own, and for every node its name and its host's: so each is a place.
  private static Map<String, String> labels(Node node) {
    var labels = new HashMap<>(node.metadata().labels());
    labels.putIfAbsent(NODE_LABEL, node.metadata().requireName());
    var host = node.status().hostName();
    if (host != null) {
      labels.putIfAbsent(HOST_LABEL, host);
    }
    return labels;
  }

  private static String notReadyBecause(Node node) {
    var member = node.status().member();
    if (member == null) {
      return "has not joined the cluster yet";
    }
    if (!member.in(Member.State.MEMBER)) {
      return "is " + member.state() + ", not a member";
    }
    if (Conditions.holds(node.status().conditions(), CommonReasons.READY)) {
      return "";
    }
    return Conditions.find(node.status().conditions(), CommonReasons.READY)
        .map(c -> "is not ready: " + c.message())
        .orElse("has not been heard yet");
  }

  private static long number(@Nullable Long value) {
    return value == null ? 0 : value;
  }
}
