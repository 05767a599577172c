package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// The interface of an instance.
///
/// @param vnic the interface itself
/// @param concentrator whose network it belongs to; empty texts on network nodes
/// @param subnet the tenant subnet
/// @param privateIp the instance's address
/// @param publicIp unused by the original
public record StartNetworking(
    Vnic vnic, ConcentratorRef concentrator, Subnet subnet, String privateIp, boolean publicIp) {

  /// No interface.
  public static final StartNetworking NONE =
      new StartNetworking(
          new Vnic("", ""), new ConcentratorRef("", ""), new Subnet("", "", ""), "", false);

  /// A network interface.
  ///
  /// @param mac its MAC address
  /// @param uuid its UUID
  public record Vnic(String mac, String uuid) {}

  /// A concentrator.
  ///
  /// @param uuid its UUID
  /// @param ip its address on the physical network
  public record ConcentratorRef(String uuid, String ip) {}

  /// A tenant subnet.
  ///
  /// @param cidr its prefix
  /// @param key never filled by the original
  /// @param uuid never filled by the original
  public record Subnet(String cidr, String key, String uuid) {}

  static StartNetworking read(Fields fields) {
    return new StartNetworking(
        new Vnic(fields.text("vnic_mac"), fields.text("vnic_uuid")),
        new ConcentratorRef(fields.text("concentrator_uuid"), fields.text("concentrator_ip")),
        new Subnet(fields.text("subnet"), fields.text("subnet_key"), fields.text("subnet_uuid")),
        fields.text("private_ip"),
        fields.flag("public_ip"));
  }

  void write(ObjectNode tree) {
    tree.put("vnic_mac", vnic.mac());
    tree.put("vnic_uuid", vnic.uuid());
    tree.put("concentrator_uuid", concentrator.uuid());
    tree.put("concentrator_ip", concentrator.ip());
    tree.put("subnet", subnet.cidr());
    tree.put("subnet_key", subnet.key());
    tree.put("subnet_uuid", subnet.uuid());
    tree.put("private_ip", privateIp);
    tree.put("public_ip", publicIp);
  }
}
