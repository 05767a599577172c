package io.ciao.ctl.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// What the agents of a joined machine are told, as `--config` files. Pure.
///
/// @param address of this machine for other nodes
/// @param tls where authority, certificate and key lie; both agents renew them
/// @param state has a directory for each agent
record AgentConfigurations(String node, String address, URI server, Path tls, Path state) {
  /// What the names of network namespaces begin with; as a launcher-agent has it by itself.
  private static final String NETNS_PREFIX = "ciao";

  ObjectNode launcher(List<String> schedulers) {
    return common("launcher-agent", schedulers);
  }

  /// @param bridge has the way out as a port
  ObjectNode cnci(List<String> schedulers, String bridge) {
    return common("cnci-agent", schedulers)
        .put("uplink-bridge", bridge)
        .put("netns-prefix", NETNS_PREFIX);
  }

  private ObjectNode common(String agent, List<String> schedulers) {
    var tree = Json.object();
    tree.put("node", node).put("address", address);
    tree.put("dir", state.toAbsolutePath().normalize().resolve(agent).toString());
    tree.put("tls", tls.toString());
    tree.putArray("apiserver").add(server.toString());
    schedulers.forEach(tree.putArray("scheduler")::add);
    return tree;
  }
}
