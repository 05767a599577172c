package io.ciao.ssntp.payload;

import io.ciao.ssntp.frame.Bytes;

/// TenantAdded, root key `tenant_added`, or TenantRemoved, root key `tenant_removed`: a node has
/// got its first instance of a tenant's subnet, or lost its last one.
///
/// @param sort which of them
/// @param agent the node
/// @param tenant the tenant's subnet
/// @param concentratorUuid the subnet's concentrator
/// @param concentratorIp its address
public record TenantEvent(
    Sort sort, Agent agent, Tenant tenant, String concentratorUuid, String concentratorIp) {

  /// What has happened.
  public enum Sort {
    /// The first instance came.
    ADDED("tenant_added"),
    /// The last one went.
    REMOVED("tenant_removed");

    private final String root;

    Sort(String root) {
      this.root = root;
    }
  }

  /// A node.
  ///
  /// @param uuid its UUID
  /// @param ip its address on the network that carries tunnels
  public record Agent(String uuid, String ip) {}

  /// A tenant's subnet.
  ///
  /// @param uuid the tenant
  /// @param subnet as CIDR
  /// @param subnetKey the four bytes of the subnet's address, read little-endian
  public record Tenant(String uuid, String subnet, int subnetKey) {}

  /// Reads a payload.
  public static PayloadResult<TenantEvent> parse(Sort sort, Bytes payload) {
    return PayloadText.parse(
        payload,
        sort.root,
        root -> {
          var fields = root.child(sort.root);
          return new TenantEvent(
              sort,
              new Agent(fields.text("agent_uuid"), fields.text("agent_ip")),
              new Tenant(
                  fields.text("tenant_uuid"),
                  fields.text("tenant_subnet"),
                  (int) fields.unsigned32("subnet_key")),
              fields.text("concentrator_uuid"),
              fields.text("concentrator_ip"));
        });
  }

  /// One line of JSON.
  public Bytes toBytes() {
    var root = PayloadText.mapping();
    root.putObject(sort.root)
        .put("agent_uuid", agent.uuid)
        .put("agent_ip", agent.ip)
        .put("tenant_uuid", tenant.uuid)
        .put("tenant_subnet", tenant.subnet)
        .put("concentrator_uuid", concentratorUuid)
        .put("concentrator_ip", concentratorIp)
        .put("subnet_key", Integer.toUnsignedLong(tenant.subnetKey));
    return PayloadText.bytes(root);
  }
}
