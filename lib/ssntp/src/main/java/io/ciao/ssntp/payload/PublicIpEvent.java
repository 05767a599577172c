package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;

/// PublicIPAssigned, root key `public_ip_assigned`, or PublicIPUnassigned, root key
/// `public_ip_unassigned`.
///
/// @param sort which of them
/// @param concentratorUuid whoever says it
/// @param instanceUuid the instance
/// @param publicIp the external address
/// @param privateIp the instance's address in its tenant network
public record PublicIpEvent(
    Sort sort, String concentratorUuid, String instanceUuid, String publicIp, String privateIp) {

  /// What has happened.
  public enum Sort {
    /// The address leads to the instance.
    ASSIGNED("public_ip_assigned"),
    /// It no longer does.
    UNASSIGNED("public_ip_unassigned");

    private final String root;

    Sort(String root) {
      this.root = root;
    }
  }

  /// Reads a payload.
  public static PayloadResult<PublicIpEvent> parse(Sort sort, Bytes payload) {
    return PayloadText.parse(
        payload,
        sort.root,
        root -> {
          var fields = root.child(sort.root);
          return new PublicIpEvent(
              sort,
              fields.text("concentrator_uuid"),
              fields.text("instance_uuid"),
              fields.text("public_ip"),
              fields.text("private_ip"));
        });
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var root = PayloadText.mapping();
    root.putObject(sort.root)
        .put("concentrator_uuid", concentratorUuid)
        .put("instance_uuid", instanceUuid)
        .put("public_ip", publicIp)
        .put("private_ip", privateIp);
    return PayloadText.bytes(root);
  }
}
