package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;
import io.ciao.basis.address.AddressFormatException;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Range;
import io.ciao.basis.address.Ipv4Subnet;
import java.util.List;

/// A ClusterConfig's external network holds its own router and range, its addresses come from one
/// place, and tunnel addresses are no others.
final class ClusterConfigAdmission implements Admission {
  private static final String NETWORKS = "spec.networks";
  private static final String EXTERNAL = NETWORKS + ".external";
  private static final String CIDR = "cidr";
  private static final String RANGE = "range";
  private static final String GATEWAY = "gateway";

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
    JsonNode networks = draft.tree().path("spec").path("networks");
    JsonNode external = networks.path("external");
    if (external.isObject()) {
      external(draft, external);
    }
    encryption(draft, networks);
  }

  private static void external(Draft draft, JsonNode external) {
    Ipv4Subnet block = Ipv4Subnet.parse(external.path(CIDR).asText());
    HostBlock.require(draft, EXTERNAL + ".cidr", block);
    String gateway = external.path(GATEWAY).asText("");
    JsonNode range = external.path(RANGE);
    if (external.path("dhcp").asBoolean(false)) {
      for (String leased : List.of(RANGE, GATEWAY)) {
        if (external.hasNonNull(leased)) {
          draft.refuse(
              Cause.forbidden(
                  EXTERNAL + "." + leased, "with dhcp the lease says it; leave one of both out"));
        }
      }
      return;
    }
    if (!range.isObject()) {
      draft.refuse(
          Cause.required(
              EXTERNAL + ".range",
              "concentrators need addresses outside; give first and last, or set dhcp"));
    }
    if (gateway.isEmpty()) {
      draft.refuse(
          Cause.required(EXTERNAL + ".gateway", "concentrators need a router, or set dhcp"));
    } else {
      HostBlock.unfit(block, Ipv4Address.parse(gateway))
          .ifPresent(why -> draft.refuse(Cause.invalid(EXTERNAL + ".gateway", why)));
    }
    if (range.isObject()) {
      range(draft, block, range, gateway);
    }
  }

  private static void range(Draft draft, Ipv4Subnet block, JsonNode range, String gateway) {
    Ipv4Address first = end(draft, block, range, "first");
    Ipv4Address last = end(draft, block, range, "last");
    try {
      Ipv4Range whole = new Ipv4Range(first, last);
      if (!gateway.isEmpty() && whole.contains(Ipv4Address.parse(gateway))) {
        draft.refuse(Cause.invalid(EXTERNAL + ".range", whole + " holds the gateway " + gateway));
      }
    } catch (AddressFormatException e) {
      draft.refuse(Cause.invalid(EXTERNAL + ".range", String.valueOf(e.getMessage())));
    }
  }

  private static Ipv4Address end(Draft draft, Ipv4Subnet block, JsonNode range, String end) {
    Ipv4Address address = Ipv4Address.parse(range.path(end).asText());
    HostBlock.unfit(block, address)
        .ifPresent(why -> draft.refuse(Cause.invalid(EXTERNAL + ".range." + end, why)));
    return address;
  }

  /// What goes to a tunnel address goes into the tunnel; were it also a node's own or the router's,
  /// the tunnel's own packets would.
  private static void encryption(Draft draft, JsonNode networks) {
    String field = NETWORKS + ".encryptionRange";
    String text = networks.path("encryptionRange").asText("");
    if (text.isEmpty()) {
      if (networks.path("encryption").asText("none").equals("wireguard")) {
        draft.refuse(
            Cause.required(field, "wireguard needs a block with a tunnel address for every node"));
      }
      return;
    }
    Ipv4Subnet range = Ipv4Subnet.parse(text);
    HostBlock.require(draft, field, range);
    for (String network : List.of("management", "compute")) {
      for (JsonNode cidr : networks.path(network).path("cidrs")) {
        apart(draft, field, range, network, cidr);
      }
    }
    JsonNode external = networks.path("external").path(CIDR);
    if (!external.isMissingNode()) {
      apart(draft, field, range, "external", external);
    }
  }

  private static void apart(
      Draft draft, String field, Ipv4Subnet range, String network, JsonNode cidr) {
    if (Ipv4Subnet.parse(cidr.asText()).overlaps(range)) {
      draft.refuse(
          Cause.invalid(
              field, range + " overlaps " + cidr.asText() + " of the " + network + " network"));
    }
  }
}
