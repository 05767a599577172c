package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// One network interface of a node.
///
/// @param ip its address
/// @param mac its MAC address
public record NodeNetwork(String ip, String mac) {

  static List<NodeNetwork> readAll(Fields parent) {
    return parent.children("networks").stream()
        .map(fields -> new NodeNetwork(fields.text("ip"), fields.text("mac")))
        .toList();
  }

  static void writeAll(List<NodeNetwork> networks, ObjectNode parent) {
    var list = parent.putArray("networks");
    for (var network : networks) {
      list.addObject().put("ip", network.ip).put("mac", network.mac);
    }
  }
}
