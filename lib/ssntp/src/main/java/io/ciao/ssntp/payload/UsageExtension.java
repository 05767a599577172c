package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What ciao adds to STATS of processor time, which the original gives in whole percent, and of the
/// node not at all. Stands as `usage` among the further keys of [ReportsExtension].
///
/// @param cpuMilli thousandths of a processor that the machine uses; empty: unknown
/// @param instances the same of each instance, by uid; those of which it is unknown are absent
public record UsageExtension(OptionalLong cpuMilli, Map<String, Long> instances) {
  private static final String KEY = "usage";
  private static final String CPU = "cpu_milli";
  private static final String INSTANCES = "instances";

  /// Copies the map.
  public UsageExtension {
    instances = Map.copyOf(instances);
  }

  /// What a STATS carries; empty if it says nothing of it, or nothing readable.
  public static Optional<UsageExtension> of(Stats stats) {
    var ciao = stats.ciao();
    var found = ciao == null ? null : ciao.more().get(KEY);
    if (found == null || !found.isObject()) {
      return Optional.empty();
    }
    var instances = new LinkedHashMap<String, Long>();
    found
        .path(INSTANCES)
        .properties()
        .forEach(
            entry ->
                milli(entry.getValue()).ifPresent(value -> instances.put(entry.getKey(), value)));
    return Optional.of(new UsageExtension(milli(found.path(CPU)), instances));
  }

  /// The further keys that carry it.
  public Map<String, JsonNode> more() {
    var tree = JsonNodeFactory.instance.objectNode();
    cpuMilli.ifPresent(value -> tree.put(CPU, value));
    var list = tree.putObject(INSTANCES);
    instances.forEach(list::put);
    return Map.of(KEY, tree);
  }

  private static OptionalLong milli(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0
        ? OptionalLong.of(value.longValue())
        : OptionalLong.empty();
  }
}
