package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;

/// NodeConnected, root key `node_connected`, or NodeDisconnected, root key `node_disconnected`. A
/// node of two types is told about twice.
///
/// @param sort which of them
/// @param nodeUuid the node
/// @param nodeType `compute_node` or `network_node`, or a word of another version
public record NodeEvent(Sort sort, String nodeUuid, String nodeType) {

  /// The type of a node that runs instances.
  public static final String COMPUTE_NODE = "compute_node";

  /// The type of a node that runs concentrators.
  public static final String NETWORK_NODE = "network_node";

  /// What has happened.
  public enum Sort {
    /// It came.
    CONNECTED("node_connected"),
    /// It went.
    DISCONNECTED("node_disconnected");

    private final String root;

    Sort(String root) {
      this.root = root;
    }
  }

  /// Reads a payload.
  public static PayloadResult<NodeEvent> parse(Sort sort, Bytes payload) {
    return PayloadText.parse(
        payload,
        sort.root,
        root -> {
          var fields = root.child(sort.root);
          return new NodeEvent(sort, fields.text("node_uuid"), fields.text("node_type"));
        });
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var root = PayloadText.mapping();
    root.putObject(sort.root).put("node_uuid", nodeUuid).put("node_type", nodeType);
    return PayloadText.bytes(root);
  }
}
