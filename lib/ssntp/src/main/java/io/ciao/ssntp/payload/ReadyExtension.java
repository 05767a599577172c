package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What ciao adds to READY: which membership of the node speaks.
///
/// @param incarnation the node's membership from join to loss
/// @param seq of the renewal that is asked for, answered by a {@link Renewed}; 0: none is
/// @param heard the newest answer to such a renewal that the node has heard; 0: none
/// @param more further keys as they are
public record ReadyExtension(long incarnation, long seq, long heard, Map<String, JsonNode> more) {

  private static final Set<String> KNOWN = Set.of("incarnation", "seq", "heard");

  /// Copies the map.
  public ReadyExtension {
    more = Map.copyOf(more);
  }

  /// Without further keys.
  public ReadyExtension(long incarnation, long seq, long heard) {
    this(incarnation, seq, heard, Map.of());
  }

  static @Nullable ReadyExtension read(Fields parent) {
    if (!parent.has(StartExtension.KEY)) {
      return null;
    }
    var fields = parent.child(StartExtension.KEY);
    return new ReadyExtension(
        fields.number("incarnation", 0),
        fields.number("seq", 0),
        fields.number("heard", 0),
        fields.others(KNOWN));
  }

  void write(ObjectNode parent) {
    var tree = parent.putObject(StartExtension.KEY);
    tree.put("incarnation", incarnation);
    tree.put("seq", seq);
    if (heard > 0) {
      tree.put("heard", heard);
    }
    tree.setAll(new LinkedHashMap<>(more));
  }
}
