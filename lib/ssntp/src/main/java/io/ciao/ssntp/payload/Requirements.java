package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What an instance needs of its node.
///
/// @param memMb memory in MiB
/// @param vcpus virtual CPUs
/// @param nodeId only this node's UUID; empty: any
/// @param hostname only this host; empty: any
/// @param networkNode on a network node
/// @param privileged a container without confinement
public record Requirements(
    int memMb, int vcpus, String nodeId, String hostname, boolean networkNode, boolean privileged) {

  static Requirements read(Fields fields) {
    return new Requirements(
        fields.integer("mem_mb", 0),
        fields.integer("vcpus", 0),
        fields.text("node_id"),
        fields.text("hostname"),
        fields.flag("network_node"),
        fields.flag("privileged"));
  }

  void write(ObjectNode tree) {
    tree.put("mem_mb", memMb);
    tree.put("vcpus", vcpus);
    Omitting.text(tree, "node_id", nodeId);
    Omitting.text(tree, "hostname", hostname);
    Omitting.flag(tree, "network_node", networkNode);
    Omitting.flag(tree, "privileged", privileged);
  }
}
