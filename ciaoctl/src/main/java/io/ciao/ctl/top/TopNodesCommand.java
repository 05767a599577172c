package io.ciao.ctl.top;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import io.ciao.api.node.Node;
import io.ciao.ctl.output.SizeText;
import io.ciao.ctl.output.TextTable;
import io.ciao.ctl.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// What machines use, and whether there is room on them.
@Command(
    name = "nodes",
    aliases = {"node", "no"},
    description = "Show what nodes use, and how much of what they offer is asked for.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "VCPUS and ROOM: what the instances bound to a node ask for, of what it offers them. A node"
          + " may take more vCPUs than it has processors.",
      "",
      "Examples:",
      "  ciaoctl top nodes",
      "  ciaoctl top nodes cn1 cn2"
    })
public final class TopNodesCommand implements Callable<Integer> {
  private static final int FORBIDDEN = 403;
  private static final String METRICS = "/apis/metrics.k8s.io/v1beta1/nodes?unknown=true";

  @Mixin private Session session = new Session();

  @Parameters(paramLabel = "NODE", arity = "0..*", description = "These alone.")
  private List<String> names = new ArrayList<>();

  /// What is asked for by all that is bound to one node.
  private record Requests(long vcpus, long memoryBytes) {
    static final Requests NONE = new Requests(0, 0);

    Requests and(EffectiveSpec spec) {
      return new Requests(vcpus + spec.vcpus(), memoryBytes + spec.memoryBytes());
    }
  }

  @Override
  public Integer call() {
    var client = session.client();
    var metrics = new TreeMap<String, JsonNode>();
    for (var item : client.request("GET", METRICS, null).path("items")) {
      metrics.put(item.path("metadata").path("name").asText(), item);
    }
    var requests = requests();
    var table =
        new TextTable(
            List.of(
                "NAME", "CPU", "CPU%", "MEMORY", "MEMORY%", "DISK", "DISK%", "LOAD", "VCPUS",
                "ROOM", "SEEN"));
    var nodes = new TreeMap<String, Node>();
    for (var object : client.list(ResourceType.NODES, null, ListQuery.ALL).items()) {
      var node = Json.toRecord(object, Node.class);
      nodes.put(node.metadata().requireName(), node);
    }
    Wanted.require(names, nodes.keySet(), "nodes");
    nodes.forEach(
        (name, node) -> {
          if (names.isEmpty() || names.contains(name)) {
            var found = Optional.ofNullable(metrics.get(name)).orElse(Json.object());
            table.add(row(node, found, requests));
          }
        });
    table.print(session.out());
    return 0;
  }

  /// By node; empty where the caller may not see every instance.
  private Optional<Map<String, Requests>> requests() {
    try {
      var byNode = new HashMap<String, Requests>();
      for (var object :
          session.client().list(ResourceType.INSTANCES, null, ListQuery.ALL).items()) {
        var instance = Json.toRecord(object, Instance.class);
        var binding = instance.status().binding();
        var spec = EffectiveSpec.ofBound(instance);
        if (binding != null && spec.isPresent()) {
          byNode.merge(
              String.valueOf(binding.nodeName()),
              Requests.NONE.and(spec.get()),
              (sum, _) -> sum.and(spec.get()));
        }
      }
      return Optional.of(byNode);
    } catch (ApiException e) {
      if (e.code() == FORBIDDEN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static List<String> row(
      Node node, JsonNode metrics, Optional<Map<String, Requests>> requests) {
    var usage = metrics.path("usage");
    var total = metrics.path("total");
    var load = metrics.path("load");
    var disk = Figures.bytes(usage, "ephemeral-storage");
    var memory = Figures.bytes(usage, "memory");
    var name = node.metadata().requireName();
    var asked = requests.map(all -> all.getOrDefault(name, Requests.NONE));
    var offered = node.status().allocatable();
    return List.of(
        name,
        Figures.milli(Figures.cpu(usage)),
        Figures.percent(Figures.cpu(usage), Figures.cpu(total)),
        Figures.size(memory),
        Figures.percent(memory, Figures.bytes(total, "memory")),
        Figures.size(disk),
        Figures.percent(disk, Figures.bytes(total, "ephemeral-storage")),
        load.isIntegralNumber() ? load.asText() : Figures.UNKNOWN,
        asked.map(a -> Long.toString(a.vcpus())).orElse("?")
            + "/"
            + (offered == null || offered.vcpus() == null ? "?" : offered.vcpus()),
        asked.map(a -> SizeText.of(a.memoryBytes())).orElse("?")
            + "/"
            + (offered == null ? "?" : Figures.size(OptionalLong.of(offered.memoryBytes()))),
        Figures.seen(metrics));
  }
}
