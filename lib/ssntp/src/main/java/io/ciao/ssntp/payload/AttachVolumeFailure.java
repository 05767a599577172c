package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;

/// An AttachVolumeFailure error, no root key.
///
/// @param nodeUuid the node
/// @param instanceUuid the instance
/// @param volumeUuid the volume
/// @param reason `no_instance`, `invalid_payload`, `invalid_data`, `attach_failure`,
///   `already_attached`, `state_failure`, `instance_failure`, `not_supported`, or a word of another
///   version
public record AttachVolumeFailure(
    String nodeUuid, String instanceUuid, String volumeUuid, String reason) {

  /// Reads a payload.
  public static PayloadResult<AttachVolumeFailure> parse(Bytes payload) {
    return PayloadText.parse(
        payload.utf8(),
        fields ->
            new AttachVolumeFailure(
                fields.text("node_uuid"),
                fields.text("instance_uuid"),
                fields.text("volume_uuid"),
                fields.text("reason")));
  }

  /// One line of JSON.
  public Bytes toBytes() {
    return PayloadText.bytes(
        PayloadText.mapping()
            .put("node_uuid", nodeUuid)
            .put("instance_uuid", instanceUuid)
            .put("volume_uuid", volumeUuid)
            .put("reason", reason));
  }
}
