package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.unit.Ipv4Address;
import io.ciao.api.unit.Ipv4Subnet;
import io.ciao.api.unit.UnitFormatException;
import io.ciao.apiserver.status.Cause;
import java.util.List;

/// A TenantNetwork's CIDR is a real block of addresses that hosts can have, big enough for one
/// subnet.
final class TenantNetworkAdmission implements Admission {
  private static final List<Ipv4Subnet> UNUSABLE =
      List.of(
          Ipv4Subnet.parse("0.0.0.0/8"),
          Ipv4Subnet.parse("127.0.0.0/8"),
          Ipv4Subnet.parse("169.254.0.0/16"),
          Ipv4Subnet.parse("224.0.0.0/4"),
          Ipv4Subnet.parse("240.0.0.0/4"));

  @Override
  public void create(Draft draft) {
    JsonNode spec = draft.tree().path("spec");
    String text = spec.path("cidr").asText("");
    Ipv4Subnet block;
    try {
      block = Ipv4Subnet.parse(text);
    } catch (UnitFormatException e) {
      draft.refuse(Cause.invalid("spec.cidr", String.valueOf(e.getMessage())));
      return;
    }
    for (Ipv4Subnet unusable : UNUSABLE) {
      if (unusable.overlaps(block)) {
        draft.refuse(
            Cause.invalid("spec.cidr", text + " overlaps " + unusable + ", which no host may use"));
      }
    }
    long length = spec.path("subnetPrefixLength").asLong(block.prefixLength());
    if (length < block.prefixLength()) {
      draft.refuse(
          Cause.invalid(
              "spec.subnetPrefixLength",
              length + ": a subnet of that size is larger than the network " + text));
    }
    for (JsonNode server : spec.path("dns").path("nameServers")) {
      checkAddress(draft, server.asText(""));
    }
  }

  private static void checkAddress(Draft draft, String text) {
    try {
      Ipv4Address.parse(text);
    } catch (UnitFormatException e) {
      draft.refuse(Cause.invalid("spec.dns.nameServers", String.valueOf(e.getMessage())));
    }
  }
}
