package io.ciao.apiserver.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The security groups that the rules of one name as peers.
public final class GroupPeers {
  private GroupPeers() {}

  /// Their names, without order.
  public static Set<String> of(JsonNode group) {
    Set<String> names = new HashSet<>();
    for (String direction : List.of("ingress", "egress")) {
      for (JsonNode rule : group.path("spec").path(direction)) {
        for (JsonNode peer : rule.path("peers")) {
          names.add(peer.path("securityGroup").asText(""));
        }
      }
    }
    names.remove("");
    return names;
  }
}
