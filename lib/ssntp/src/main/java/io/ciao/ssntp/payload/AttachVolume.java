package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;

/// An AttachVolume command, root key `attach_volume`.
///
/// @param instanceUuid the instance
/// @param volumeUuid the volume
/// @param workloadAgentUuid the node the instance runs on
public record AttachVolume(String instanceUuid, String volumeUuid, String workloadAgentUuid) {

  private static final String ROOT = "attach_volume";

  /// Reads a payload.
  public static PayloadResult<AttachVolume> parse(Bytes payload) {
    return PayloadText.parse(
        payload,
        ROOT,
        root -> {
          var fields = root.child(ROOT);
          return new AttachVolume(
              fields.text("instance_uuid"),
              fields.text("volume_uuid"),
              fields.text("workload_agent_uuid"));
        });
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var root = PayloadText.mapping();
    root.putObject(ROOT)
        .put("instance_uuid", instanceUuid)
        .put("volume_uuid", volumeUuid)
        .put("workload_agent_uuid", workloadAgentUuid);
    return PayloadText.bytes(root);
  }
}
