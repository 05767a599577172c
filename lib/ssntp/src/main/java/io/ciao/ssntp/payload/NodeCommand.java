package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;

/// A command to a whole node: EVACUATE, root key `evacuate`, or Restore, root key `restore`.
///
/// @param sort which of them
/// @param workloadAgentUuid the node
public record NodeCommand(Sort sort, String workloadAgentUuid) {

  /// What is wanted of the node.
  public enum Sort {
    /// It gives up what runs on it and takes nothing more.
    EVACUATE("evacuate"),
    /// It takes instances again.
    RESTORE("restore");

    private final String root;

    Sort(String root) {
      this.root = root;
    }
  }

  /// Reads a payload.
  public static PayloadResult<NodeCommand> parse(Sort sort, Bytes payload) {
    return PayloadText.parse(
        payload,
        sort.root,
        root -> new NodeCommand(sort, root.child(sort.root).text("workload_agent_uuid")));
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var root = PayloadText.mapping();
    root.putObject(sort.root).put("workload_agent_uuid", workloadAgentUuid);
    return PayloadText.bytes(root);
  }
}
