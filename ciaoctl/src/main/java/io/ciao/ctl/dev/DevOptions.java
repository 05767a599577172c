package io.ciao.ctl.dev;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a cluster was asked for. Kept in its directory: a later `up` without options means the same
/// again.
///
/// @param name of the cluster; everything it makes is named after it
/// @param underlay network of the cluster, CIDR with prefix length 24: its lower half is between
///   the nodes, its upper half outside, where network nodes alone have a link
/// @param nodes compute nodes, each in a namespace of its own
/// @param simulated simulated compute nodes, all in one process
/// @param apiPort port of the apiserver; 0 chooses a free one at the first start
/// @param ssntpPort port of the scheduler; 0 chooses a free one at the first start
/// @param dockerHost Docker engine for containers; null: the default engine
/// @param images directories from which nodes take image files
/// @param networkNodes network nodes, without which nothing is routed and no ssh forward exists
/// @param networkNodeComputes whether network nodes run instances, too
/// @param planes where each of several control planes listens, the first as `apiPort` and
///   `ssntpPort` say; empty: one, whose apiserver runs etcd
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DevOptions(
    String name,
    String underlay,
    int nodes,
    int simulated,
    int apiPort,
    int ssntpPort,
    @Nullable String dockerHost,
    List<String> images,
    int networkNodes,
    boolean networkNodeComputes,
    List<Plane> planes) {
  /// Names of links are at most 15 characters, of which we need seven.
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,7}");

  private static final Pattern UNDERLAY = Pattern.compile("(\\d{1,3}\\.){3}0/24");
  private static final int NODES_MAX = 60;
  private static final int NETWORK_NODES_MAX = 9;

  /// Three members of etcd go on without one of them, five without two.
  private static final Set<Integer> PLANES = Set.of(1, 3, 5);

  /// Their names have three digits.
  private static final int SIMULATED_MAX = 999;

  /// The ports of one of several control planes.
  ///
  /// @param etcd where its member of etcd listens to clients
  /// @param peers where it listens to the other members
  public record Plane(int api, int ssntp, int etcd, int peers) {}

  public DevOptions {
    images = List.copyOf(images);
    // Clusters of an earlier version say nothing of it.
    planes = planes == null ? List.of() : List.copyOf(planes);
    if (!NAME.matcher(name).matches()) {
      throw new DevException(
          "the cluster's name \"%s\" must be 1 to 8 lower-case letters and digits and begin with a letter"
              .formatted(name));
    }
    if (!UNDERLAY.matcher(underlay).matches() || !octetsFit(underlay)) {
      throw new DevException(
          "--underlay \"%s\" must be a network with prefix length 24, for example 198.18.0.0/24"
              .formatted(underlay));
    }
    if (nodes < 0 || nodes > NODES_MAX) {
      throw new DevException("--nodes %d must be 0 to %d".formatted(nodes, NODES_MAX));
    }
    if (networkNodes < 0 || networkNodes > NETWORK_NODES_MAX) {
      throw new DevException(
          "--network-nodes %d must be 0 to %d".formatted(networkNodes, NETWORK_NODES_MAX));
    }
    if (simulated < 0 || simulated > SIMULATED_MAX) {
      throw new DevException("--simulated %d must be 0 to %d".formatted(simulated, SIMULATED_MAX));
    }
  }

  /// Checks how many control planes are asked for.
  static int planes(int count) {
    if (!PLANES.contains(count)) {
      throw new DevException("--control-planes %d must be 1, 3 or 5".formatted(count));
    }
    return count;
  }

  /// How many nodes run real instances.
  int computing() {
    return nodes + (networkNodeComputes ? networkNodes : 0);
  }

  private static boolean octetsFit(String underlay) {
    return Arrays.stream(underlay.substring(0, underlay.indexOf('/')).split("\\."))
        .allMatch(octet -> Integer.parseInt(octet) <= 255);
  }

  /// What a cluster is that nothing more was asked for.
  static DevOptions named(String name) {
    return new DevOptions(
        name, "198.18.0.0/24", 1, 0, 6443, 8888, null, List.of(), 1, false, List.of());
  }

  /// An address of the network by its last number.
  public String address(int host) {
    return underlay.substring(0, underlay.lastIndexOf('.') + 1) + host;
  }

  /// The same with the ports that were found free.
  ///
  /// @param others those of several control planes; empty if there is one
  DevOptions withPorts(int api, int ssntp, List<Plane> others) {
    return new DevOptions(
        name,
        underlay,
        nodes,
        simulated,
        api,
        ssntp,
        dockerHost,
        images,
        networkNodes,
        networkNodeComputes,
        others);
  }
}
