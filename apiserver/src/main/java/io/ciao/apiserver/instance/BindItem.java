package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.store.ResourceKey;

/// One binding that a scheduler asks for.
///
/// @param generation of the spec that was placed
/// @param workloadRevision that it was placed for: of the workload it names, empty if it names
///   none; of no interest once it was bound
/// @param network what becomes `status.network`; empty if none
/// @param ssh what becomes `status.ssh`; empty if none
record BindItem(
    ResourceKey key,
    String uid,
    long generation,
    String nodeName,
    String nodeUid,
    String workloadRevision,
    ObjectNode network,
    ObjectNode ssh) {

  static BindItem read(Fields fields) {
    return new BindItem(
        fields.instance(),
        fields.text("uid"),
        fields.number("generation"),
        fields.text("nodeName"),
        fields.text("nodeUID"),
        fields.optionalText("workloadRevision"),
        fields.has("network") ? network(fields.object("network")) : Json.object(),
        fields.has("ssh") ? ssh(fields.object("ssh")) : Json.object());
  }

  /// The address it claims; empty if none.
  String address() {
    return network.path("address").asText("");
  }

  private static ObjectNode network(Fields fields) {
    ObjectNode network = Json.object();
    for (String field : new String[] {"subnet", "concentrator", "address", "mac"}) {
      network.put(field, fields.text(field));
    }
    if (fields.has("forward")) {
      network.put("forward", fields.number("forward"));
    }
    return network;
  }

  private static ObjectNode ssh(Fields fields) {
    ObjectNode ssh = Json.object();
    return ssh.put("host", fields.text("host")).put("port", fields.number("port"));
  }
}
