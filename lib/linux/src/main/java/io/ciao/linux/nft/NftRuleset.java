package io.ciao.linux.nft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ciao.linux.net.NetNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads and changes the tables of a namespace by libnftables. Safe for many threads.
public final class NftRuleset {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Every table of the namespace, also those of others.
  public List<NftTableState> read(NetNamespace namespace) {
    return read(namespace, "list ruleset");
  }

  private static List<NftTableState> read(NetNamespace namespace, String listing) {
    var text = NftCommands.run(namespace, "read the packet rules", listing);
    try {
      return parse(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("libnftables in " + namespace + " printed no JSON", e);
    }
  }

  /// One table of the namespace; empty if there is none. Those of others are not looked into: on a
  /// node they may have very many rules.
  ///
  /// @param family as [NftTable#family]
  public Optional<NftTableState> read(NetNamespace namespace, String family, String name) {
    var id = family + " " + name;
    return read(namespace, "list tables " + family).stream()
        .filter(table -> table.id().equals(id))
        .findFirst()
        .flatMap(_ -> read(namespace, "list table " + id).stream().findFirst());
  }

  /// Applies the script as one transaction: all of it or nothing.
  public void apply(NetNamespace namespace, String script) {
    NftCommands.run(namespace, "change the packet rules", script);
  }

  static List<NftTableState> parse(JsonNode document) {
    var tables = new TreeMap<String, Building>();
    for (var entry : document.path("nftables")) {
      entry
          .properties()
          .forEach(
              property -> {
                var node = property.getValue();
                switch (property.getKey()) {
                  case "table" ->
                      tables.put(
                          id(node, "name"),
                          new Building(node.path("family").asText(), node.path("name").asText()));
                  case "set", "map" -> table(tables, node).set(node);
                  case "chain" -> table(tables, node).chain(node);
                  case "rule" -> table(tables, node).rule(node);
                  default -> {
                    // Meta information, counters, flow tables: not ours to compare.
                  }
                }
              });
    }
    return tables.values().stream().map(Building::done).toList();
  }

  private static String id(JsonNode node, String nameField) {
    return node.path("family").asText() + " " + node.path(nameField).asText();
  }

  private static Building table(Map<String, Building> tables, JsonNode node) {
    return tables.computeIfAbsent(
        id(node, "table"),
        _ -> new Building(node.path("family").asText(), node.path("table").asText()));
  }

  /// A table while its parts are read; the kernel names sets, chains and rules in any order.
  private static final class Building {
    private final String family;
    private final String name;
    private final TreeMap<String, NftSet> sets = new TreeMap<>();
    private final TreeMap<String, NftChain.@Nullable Hook> hooks = new TreeMap<>();
    private final TreeMap<String, List<String>> marks = new TreeMap<>();

    private Building(String family, String name) {
      this.family = family;
      this.name = name;
    }

    private void set(JsonNode node) {
      var types = new ArrayList<String>();
      if (node.path("type").isArray()) {
        node.path("type").forEach(type -> types.add(type.asText()));
      } else {
        types.add(node.path("type").asText());
      }
      // nft 1.0.6 does not print that a set is dynamic, but all of ours that are have a time-out.
      var forgetsSeconds = node.path("timeout").asLong(0);
      var elements = new TreeMap<String, String>();
      for (var element : forgetsSeconds == 0 ? node.path("elem") : List.<JsonNode>of()) {
        if (node.has("map")) {
          elements.put(key(element.path(0)), value(element.path(1)));
        } else {
          elements.put(key(element), "");
        }
      }
      var valueType = node.has("map") ? node.path("map").asText() : null;
      var setName = node.path("name").asText();
      sets.put(setName, new NftSet(setName, types, valueType, elements, forgetsSeconds));
    }

    private void chain(JsonNode node) {
      var chain = node.path("name").asText();
      marks.putIfAbsent(chain, new ArrayList<>());
      if (node.has("hook")) {
        hooks.put(
            chain,
            new NftChain.Hook(
                node.path("type").asText(),
                node.path("hook").asText(),
                node.path("prio").asInt(),
                node.path("policy").asText("accept")));
      }
    }

    private void rule(JsonNode node) {
      marks
          .computeIfAbsent(node.path("chain").asText(), _ -> new ArrayList<>())
          .add(node.path("comment").asText(""));
    }

    private NftTableState done() {
      var chains = new TreeMap<String, NftTableState.Chain>();
      marks.forEach(
          (chain, rules) -> chains.put(chain, new NftTableState.Chain(hooks.get(chain), rules)));
      return new NftTableState(family, name, sets, chains);
    }

    private static String key(JsonNode node) {
      if (node.has("elem")) {
        // An element with a counter or a time-out is wrapped.
        return key(node.path("elem").path("val"));
      }
      if (node.has("concat")) {
        var parts = new ArrayList<String>();
        node.path("concat").forEach(part -> parts.add(part.asText()));
        return String.join(NftSet.SEPARATOR, parts);
      }
      if (node.has("prefix")) {
        return node.path("prefix").path("addr").asText()
            + "/"
            + node.path("prefix").path("len").asText();
      }
      return node.asText();
    }

    private static String value(JsonNode node) {
      if (!node.isObject()) {
        return node.asText();
      }
      // A verdict: {"goto": {"target": "chain"}} or {"accept": null}.
      var verdict = node.properties().iterator().next();
      var target = verdict.getValue().path("target").asText("");
      return target.isEmpty() ? verdict.getKey() : verdict.getKey() + " " + target;
    }
  }
}
