package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;
import io.ciao.basis.address.AddressFormatException;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Range;
import io.ciao.basis.address.Ipv4Subnet;

/// A ClusterConfig's physical networks hold their own routers and ranges.
final class ClusterConfigAdmission implements Admission {
  @Override
  public void create(Draft draft) {
    check(draft);
    InitialStatus.pending(draft, "waiting for the scheduler to tell the nodes");
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    check(draft);
  }

  private static void check(Draft draft) {
    JsonNode networks = draft.tree().path("spec").path("physicalNetworks");
    for (int i = 0; i < networks.size(); i++) {
      network(draft, networks.get(i), "spec.physicalNetworks[" + i + "]");
    }
  }

  private static void network(Draft draft, JsonNode network, String path) {
    Ipv4Subnet block = Ipv4Subnet.parse(network.path("cidr").asText());
    String gateway = network.path("gateway").asText("");
    if (!gateway.isEmpty() && !block.contains(Ipv4Address.parse(gateway))) {
      draft.refuse(Cause.invalid(path + ".gateway", gateway + " is not in " + block));
    }
    String text = network.path("range").asText("");
    if (text.isEmpty()) {
      return;
    }
    try {
      Ipv4Range range = Ipv4Range.parse(text);
      if (!block.contains(range.first()) || !block.contains(range.last())) {
        draft.refuse(Cause.invalid(path + ".range", range + " is not in " + block));
      }
    } catch (AddressFormatException e) {
      draft.refuse(Cause.invalid(path + ".range", String.valueOf(e.getMessage())));
    }
  }
}
