package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.status.Cause;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Subnet;
import java.util.Optional;

/// An address that an instance is to have: a host of its TenantNetwork can have it. That nobody
/// else has it the bind sees to.
final class FixedAddress {
  private static final String GATEWAY = "gateway";

  private FixedAddress() {}

  /// Refuses an address that no instance of the network can have.
  ///
  /// @param field where the address is, for messages
  /// @param network the TenantNetwork
  static void check(Draft draft, String field, String address, JsonNode network) {
    JsonNode spec = network.path("spec");
    String cidr = spec.path("cidr").asText("");
    if (!cidr.isEmpty()) {
      unfit(Ipv4Address.parse(address), Ipv4Subnet.parse(cidr), network)
          .ifPresent(why -> draft.refuse(Cause.invalid(field, why)));
    }
  }

  private static Optional<String> unfit(Ipv4Address address, Ipv4Subnet whole, JsonNode network) {
    if (!whole.contains(address)) {
      return HostBlock.unfit(whole, address);
    }
    int length = network.path("spec").path("subnetPrefixLength").asInt(whole.prefixLength());
    Ipv4Subnet subnet = Ipv4Subnet.containing(address, Math.max(length, whole.prefixLength()));
    return HostBlock.unfit(subnet, address)
        .or(
            () ->
                address.toString().equals(gateway(subnet, network))
                    ? Optional.of(address + " is the gateway of the subnet " + subnet)
                    : Optional.empty());
  }

  /// What the subnet's instances use as their router; its first host where nothing else is said.
  private static String gateway(Ipv4Subnet subnet, JsonNode network) {
    for (JsonNode allocated : network.path("status").path("subnets")) {
      if (allocated.path("cidr").asText("").equals(subnet.toString())
          && allocated.hasNonNull(GATEWAY)) {
        return allocated.path(GATEWAY).asText();
      }
    }
    return subnet.address(1).toString();
  }
}
