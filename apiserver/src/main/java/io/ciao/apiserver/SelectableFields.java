package io.ciao.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.JsonPath;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.gc.OwnerIndex;
import io.ciao.store.Indexer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The fields that selectors may name, indexed as the kinds say, and what the garbage collector
/// looks for.
final class SelectableFields implements Indexer {
  private record Field(String name, JsonPath path) {}

  private final Map<String, List<Field>> fields = new HashMap<>();
  private final Map<String, Set<String>> names = new HashMap<>();

  SelectableFields(KindRegistry kinds) {
    for (KindDefinition kind : kinds.kinds()) {
      List<Field> own = new ArrayList<>();
      for (String name : kind.rules().selectableFields()) {
        own.add(new Field(name, JsonPath.parse("." + name)));
      }
      fields.put(kind.plural(), own);
      Set<String> named = new HashSet<>(OwnerIndex.FIELDS);
      own.forEach(field -> named.add(field.name()));
      names.put(kind.plural(), Set.copyOf(named));
    }
  }

  @Override
  public Set<String> fields(String resource) {
    return names.getOrDefault(resource, Set.of());
  }

  @Override
  public Map<String, List<String>> index(String resource, ObjectNode tree) {
    Map<String, List<String>> index = new HashMap<>();
    OwnerIndex.add(tree, index);
    for (Field field : fields.getOrDefault(resource, List.of())) {
      List<String> values = values(field.path().find(tree));
      if (!values.isEmpty()) {
        index.put(field.name(), values);
      }
    }
    return index;
  }

  private static List<String> values(List<JsonNode> found) {
    List<String> values = new ArrayList<>();
    for (JsonNode node : found) {
      if (node.isArray()) {
        node.forEach(item -> values.add(item.asText()));
      } else if (node.isValueNode() && !node.isNull()) {
        values.add(node.asText());
      }
    }
    return List.copyOf(values);
  }
}
