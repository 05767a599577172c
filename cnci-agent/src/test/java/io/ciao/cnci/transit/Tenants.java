package io.ciao.cnci.transit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.network.Concentrator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Concentrators of tenants' subnets 172.16.N.0/24 that reach each other.
final class Tenants {
  static final long TRANSIT_VNI = 4200;

  private Tenants() {}

  static String name(int number) {
    return "app-" + (4100 + number);
  }

  private static String mac(int number) {
    return String.format(Locale.ROOT, "02:fd:00:00:10:%02x", 4 + number);
  }

  /// A Concentrator with these peers.
  ///
  /// @param vtep where it serves; null: nothing is said of that
  static ObjectNode tree(String tenant, int number, @Nullable String vtep, int... peers) {
    var transit =
        Arrays.stream(peers)
            .mapToObj(
                peer ->
                    "{\"name\": \"%s\", \"subnet\": \"172.16.%d.0/24\", \"address\": \"172.16.%d.1\", \"mac\": \"%s\"}"
                        .formatted(name(peer), peer, peer, mac(peer)))
            .collect(Collectors.joining(", "));
    var tree =
        Json.parse(
            """
            {"apiVersion": "ciao.io/v1", "kind": "Concentrator",
             "metadata": {"namespace": "%1$s", "name": "%2$s", "uid": "%1$s-%2$s", "resourceVersion": "7"},
             "spec": {"tenantNetwork": "app", "subnet": "172.16.%3$d.0/24", "vni": %4$d, "mtu": 1400,
               "topology": "mesh", "nodeNames": ["nn1"], "outsideAddress": "198.18.0.10%3$d/24",
               "outsideGateway": "198.18.0.254",
               "gateway": {"ip": "172.16.%3$d.1", "mac": "02:00:5e:00:00:01"},
               "dns": {"domain": "%1$s.ciao"},
               "transit": {"vni": %5$d, "mtu": 1450, "address": "172.16.%3$d.1", "mac": "%6$s", "peers": [%7$s]},
               "members": [{"uid": "i-%3$d", "epoch": 5, "name": "web%3$d", "mac": "02:00:ac:10:0%3$d:0a",
                 "ip": "172.16.%3$d.10", "vtep": "198.18.0.31"}]}}
            """
                .formatted(
                    tenant, name(number), number, 4100 + number, TRANSIT_VNI, mac(number), transit)
                .getBytes(StandardCharsets.UTF_8));
    if (vtep != null) {
      tree.putObject("status")
          .putObject("active")
          .put("nodeUID", "u")
          .put("nodeName", "n")
          .put("vtep", vtep)
          .put("epoch", 1);
    }
    if (peers.length == 0) {
      ((ObjectNode) tree.get("spec")).remove("transit");
    }
    return tree;
  }

  static Concentrator concentrator(ObjectNode tree) {
    return Json.toRecord(tree, Concentrator.class);
  }

  static Concentrator concentrator(String tenant, int number, @Nullable String vtep, int... peers) {
    return concentrator(tree(tenant, number, vtep, peers));
  }
}
