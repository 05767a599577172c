package io.ciao.api.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node and its instances use, as the node said it last: an item of `nodes:usage`.
///
/// @param node its name
/// @param ageMillis how long ago it said so
/// @param total what the machine has
/// @param load average of the last minute; null: unknown
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeUsage(
    String node,
    long ageMillis,
    Amounts used,
    Amounts total,
    @Nullable Long load,
    List<InstanceUsage> instances) {

  /// The most items of one request.
  public static final int ITEMS_MAX = 256;

  public NodeUsage(
      @Nullable String node,
      long ageMillis,
      @Nullable Amounts used,
      @Nullable Amounts total,
      @Nullable Long load,
      @Nullable List<InstanceUsage> instances) {
    this.node = node == null ? "" : node;
    this.ageMillis = ageMillis;
    this.used = used == null ? Amounts.UNKNOWN : used;
    this.total = total == null ? Amounts.UNKNOWN : total;
    this.load = load == null || load < 0 ? null : load;
    this.instances = instances == null ? List.of() : List.copyOf(instances);
  }

  /// The body of a request.
  public static ObjectNode body(List<NodeUsage> items) {
    var body = Json.object();
    var list = body.putArray("items");
    items.forEach(item -> list.add(Json.toTree(item)));
    return body;
  }

  /// The items of a body.
  ///
  /// @throws IllegalArgumentException naming what is wrong
  public static List<NodeUsage> read(JsonNode body) {
    var list = body.path("items");
    if (!list.isArray() || list.size() > ITEMS_MAX) {
      throw new IllegalArgumentException("items: a list of at most " + ITEMS_MAX + " is needed");
    }
    var items = new ArrayList<NodeUsage>();
    for (var tree : list) {
      var item = Json.toRecord(tree, NodeUsage.class);
      if (item.node().isEmpty() || item.ageMillis() < 0) {
        throw new IllegalArgumentException(
            "items[%d]: a node and an age from 0 are needed".formatted(items.size()));
      }
      items.add(item);
    }
    return items;
  }
}
