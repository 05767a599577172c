package io.ciao.cnci.ssntp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ObjectList;
import io.ciao.api.client.WatchEvent;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.reconcile.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;

/// Concentrators of tenant `red` as an API shows them.
final class Gateways implements Source {
  private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
  private final LinkedBlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
  private long version = 10;

  static ObjectKey key(int number) {
    return new ObjectKey("red", "c" + number);
  }

  static UUID uid(int number) {
    return new UUID(0x20, number);
  }

  /// A concentrator that node `nn1` serves.
  static ObjectNode tree(int number) {
    return Json.parse(
        """
        {"apiVersion": "ciao.io/v1", "kind": "Concentrator",
         "metadata": {"namespace": "red", "name": "c%d", "uid": "%s"},
         "spec": {"tenantNetwork": "default", "subnet": "172.16.%d.0/24", "vni": %d, "mtu": 1450,
           "topology": "mesh", "nodeNames": ["nn1"], "outsideAddress": "198.18.0.%d/24",
           "outsideGateway": "198.18.0.254",
           "gateway": {"ip": "172.16.0.1", "mac": "02:00:5e:00:00:01"},
           "dns": {"domain": "red.ciao"}},
         "status": {"active": {"nodeUID": "n", "nodeName": "nn1", "vtep": "198.18.0.20",
           "epoch": 7}}}
        """
            .formatted(number, uid(number), number, 4096 + number, 100 + number)
            .getBytes(StandardCharsets.UTF_8));
  }

  /// The same, served by that node.
  static ObjectNode servedBy(ObjectNode tree, String node) {
    ((ObjectNode) tree.at("/status/active")).put("nodeName", node);
    return tree;
  }

  /// The same with an external address that leads to an instance.
  static ObjectNode mapping(ObjectNode tree, boolean confirmed) {
    ((ObjectNode) tree.get("spec"))
        .putArray("externalIPs")
        .addObject()
        .put("address", "203.0.113.7")
        .put("ip", "172.16.1.2")
        .put("uid", "e")
        .put("epoch", 5)
        .put("announce", "ARP");
    if (confirmed) {
      confirm(tree);
    }
    return tree;
  }

  /// The same with that address in force.
  static ObjectNode confirm(ObjectNode tree) {
    ArrayNode list = ((ObjectNode) tree.get("status")).putArray("externalIPs");
    list.addObject().put("address", "203.0.113.7").put("uid", "e").put("epoch", 5);
    return tree;
  }

  synchronized void put(ObjectNode tree) {
    var metadata = (ObjectNode) tree.get("metadata");
    metadata.put("resourceVersion", Long.toString(++version));
    objects.put(metadata.path("name").asText(), tree);
    events.add(new WatchEvent.Upserted(tree));
  }

  synchronized void remove(int number) {
    var last = objects.remove(key(number).name());
    ((ObjectNode) last.get("metadata")).put("resourceVersion", Long.toString(++version));
    events.add(new WatchEvent.Deleted(last));
  }

  @Override
  public synchronized ObjectList list() {
    return new ObjectList(List.copyOf(objects.values()), Long.toString(version));
  }

  @Override
  public Events watch(String resourceVersion) {
    return new Events() {
      @Override
      public Optional<WatchEvent> next() {
        try {
          return Optional.of(events.take());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new ApiUnreachableException("interrupted", new IOException(e));
        }
      }

      @Override
      public void close() {}
    };
  }
}
