package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;
import org.jspecify.annotations.Nullable;

/// A DELETE command, root key `delete`.
///
/// @param instanceUuid the instance
/// @param workloadAgentUuid the node it runs on
/// @param stop true: off this node, kept in the cluster; false: for good
/// @param ciao null: from an original
public record Delete(
    String instanceUuid, String workloadAgentUuid, boolean stop, @Nullable DeleteExtension ciao) {

  private static final String ROOT = "delete";

  /// Reads a payload.
  public static PayloadResult<Delete> parse(Bytes payload) {
    return PayloadText.parse(
        payload,
        ROOT,
        root -> {
          var fields = root.child(ROOT);
          return new Delete(
              fields.text("instance_uuid"),
              fields.text("workload_agent_uuid"),
              fields.flag("stop"),
              DeleteExtension.read(fields));
        });
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var root = PayloadText.mapping();
    var tree = root.putObject(ROOT);
    tree.put("instance_uuid", instanceUuid);
    tree.put("workload_agent_uuid", workloadAgentUuid);
    tree.put("stop", stop);
    if (ciao != null) {
      ciao.write(tree);
    }
    return PayloadText.bytes(root);
  }
}
