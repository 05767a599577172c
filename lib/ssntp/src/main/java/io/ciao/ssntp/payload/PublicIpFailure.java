package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;

/// An AssignPublicIPFailure or UnassignPublicIPFailure error, no root key.
///
/// @param address what was asked for
/// @param reason `no_instance`, `invalid_payload`, `invalid_data`, `assign_failure`,
///   `release_failure`, or a word of another version
public record PublicIpFailure(PublicIp address, String reason) {

  /// Reads a payload.
  public static PayloadResult<PublicIpFailure> parse(Bytes payload) {
    return PayloadText.parse(
        payload.utf8(),
        fields -> new PublicIpFailure(PublicIp.read(fields), fields.text("reason")));
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var tree = PayloadText.mapping();
    address.write(tree);
    return PayloadText.bytes(tree.put("reason", reason));
  }
}
