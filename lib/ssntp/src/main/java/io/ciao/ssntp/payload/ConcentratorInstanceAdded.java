package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;

/// A ConcentratorInstanceAdded event, root key `concentrator_instance_added`: a concentrator is up.
///
/// @param instanceUuid the concentrator
/// @param tenantUuid its tenant; the original's agent never learns it and leaves it empty
/// @param concentratorIp its outside address
/// @param concentratorMac its MAC address there
public record ConcentratorInstanceAdded(
    String instanceUuid, String tenantUuid, String concentratorIp, String concentratorMac) {

  private static final String ROOT = "concentrator_instance_added";

  /// Reads a payload.
  public static PayloadResult<ConcentratorInstanceAdded> parse(Bytes payload) {
    return PayloadText.parse(
        payload,
        ROOT,
        root -> {
          var fields = root.child(ROOT);
          return new ConcentratorInstanceAdded(
              fields.text("instance_uuid"),
              fields.text("tenant_uuid"),
              fields.text("concentrator_ip"),
              fields.text("concentrator_mac"));
        });
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var root = PayloadText.mapping();
    root.putObject(ROOT)
        .put("instance_uuid", instanceUuid)
        .put("tenant_uuid", tenantUuid)
        .put("concentrator_ip", concentratorIp)
        .put("concentrator_mac", concentratorMac);
    return PayloadText.bytes(root);
  }
}
