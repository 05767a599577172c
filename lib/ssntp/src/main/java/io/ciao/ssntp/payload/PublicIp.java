package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// An external address and what it leads to, as commands and failures about it say.
///
/// @param concentratorUuid whoever announces it
/// @param tenantUuid whose it is
/// @param instanceUuid the instance behind it
/// @param publicIp the external address
/// @param privateIp the instance's address in its tenant network
/// @param vnicMac the instance's MAC address
public record PublicIp(
    String concentratorUuid,
    String tenantUuid,
    String instanceUuid,
    String publicIp,
    String privateIp,
    String vnicMac) {

  static PublicIp read(Fields fields) {
    return new PublicIp(
        fields.text("concentrator_uuid"),
        fields.text("tenant_uuid"),
        fields.text("instance_uuid"),
        fields.text("public_ip"),
        fields.text("private_ip"),
        fields.text("vnic_mac"));
  }

  void write(ObjectNode tree) {
    tree.put("concentrator_uuid", concentratorUuid);
    tree.put("tenant_uuid", tenantUuid);
    tree.put("instance_uuid", instanceUuid);
    tree.put("public_ip", publicIp);
    tree.put("private_ip", privateIp);
    tree.put("vnic_mac", vnicMac);
  }
}
