package io.ciao.cnci.concentrator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.linux.net.NetNamespace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// A complete Concentrator with one member, and a node that serves it.
public final class Fixture {
  public static final ObjectKey KEY = new ObjectKey("default", "default-4097");

  private Fixture() {}

  public static ConcentratorHost host(NetNamespace namespace, String prefix, Path directory) {
    return new ConcentratorHost(
        "nn1",
        namespace,
        Ipv4Address.parse("198.18.0.20"),
        "br-ul",
        prefix,
        List.of(Ipv4Prefix.parse("198.18.0.0/24")),
        directory);
  }

  static ConcentratorHost host() {
    return host(NetNamespace.CURRENT, "ciao-t-nn1", Path.of("/state"));
  }

  public static ObjectNode tree() {
    return Json.parse(
        """
        {"apiVersion": "ciao.io/v1", "kind": "Concentrator",
         "metadata": {"namespace": "default", "name": "default-4097", "uid": "c-1",
           "resourceVersion": "700", "generation": 3, "finalizers": ["ciao.io/concentrator"]},
         "spec": {"tenantNetwork": "default", "subnet": "172.16.0.0/24", "vni": 4097, "mtu": 1450,
           "topology": "mesh", "nodeNames": ["nn1"], "outsideAddress": "198.18.0.100/24",
           "outsideGateway": "198.18.0.254",
           "gateway": {"ip": "172.16.0.1", "mac": "02:00:5e:00:00:01"},
           "dns": {"domain": "default.ciao"},
           "members": [{"uid": "i-1", "epoch": 5, "name": "web", "mac": "02:00:ac:10:00:0a",
             "ip": "172.16.0.10", "vtep": "198.18.0.31", "forward": 33010}]}}
        """
            .getBytes(StandardCharsets.UTF_8));
  }

  /// One that leads to the member.
  static ObjectNode externalIP(String address, String announce) {
    return Json.object()
        .put("address", address)
        .put("ip", "172.16.0.10")
        .put("uid", "uid-" + address)
        .put("epoch", 7)
        .put("announce", announce);
  }

  static ObjectNode spec(ObjectNode tree) {
    return (ObjectNode) tree.get("spec");
  }

  static ObjectNode metadata(ObjectNode tree) {
    return (ObjectNode) tree.get("metadata");
  }

  static void active(ObjectNode tree, String node, String vtep, long epoch) {
    tree.putObject("status")
        .putObject("active")
        .put("nodeUID", "uid-" + node)
        .put("nodeName", node)
        .put("vtep", vtep)
        .put("epoch", epoch);
  }

  static ObjectNode deleting() {
    var tree = tree();
    metadata(tree).put("deletionTimestamp", "2026-01-01T00:00:00Z");
    return tree;
  }

  public static Concentrator concentrator(ObjectNode tree) {
    return Json.toRecord(tree, Concentrator.class);
  }

  static Concentrator concentrator() {
    return concentrator(tree());
  }
}
