package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What ciao adds to STATS, StartFailure, InstanceDeleted and InstanceStopped: reports for the API.
///
/// @param reports each {namespace, name, uid, epoch, incarnation, seq, facts}; whoever gets them
///   must not change them
/// @param more further keys as they are
public record ReportsExtension(List<ObjectNode> reports, Map<String, JsonNode> more) {

  private static final Set<String> KNOWN = Set.of("reports");

  /// Copies list and map.
  public ReportsExtension {
    reports = List.copyOf(reports);
    more = Map.copyOf(more);
  }

  /// Without further keys.
  public ReportsExtension(List<ObjectNode> reports) {
    this(reports, Map.of());
  }

  static @Nullable ReportsExtension read(Fields parent) {
    if (!parent.has(StartExtension.KEY)) {
      return null;
    }
    var fields = parent.child(StartExtension.KEY);
    return new ReportsExtension(fields.objects("reports"), fields.others(KNOWN));
  }

  void write(ObjectNode parent) {
    var tree = parent.putObject(StartExtension.KEY);
    tree.putArray("reports").addAll(reports);
    tree.setAll(new LinkedHashMap<>(more));
  }
}
