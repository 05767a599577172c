package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;

/// A DeleteFailure error, no root key.
///
/// @param nodeUuid the node
/// @param instanceUuid the instance
/// @param reason `no_instance`, `invalid_payload`, `invalid_data`, or a word of another version
public record DeleteFailure(String nodeUuid, String instanceUuid, String reason) {

  /// Reads a payload.
  public static PayloadResult<DeleteFailure> parse(Bytes payload) {
    return PayloadText.parse(
        payload.utf8(),
        fields ->
            new DeleteFailure(
                fields.text("node_uuid"), fields.text("instance_uuid"), fields.text("reason")));
  }

  /// One line of JSON.
  public Bytes toBytes() {
    return PayloadText.bytes(
        PayloadText.mapping()
            .put("node_uuid", nodeUuid)
            .put("instance_uuid", instanceUuid)
            .put("reason", reason));
  }
}
