package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What ciao adds to DELETE.
///
/// @param epoch the epoch of the binding that is meant
/// @param more further keys as they are
public record DeleteExtension(long epoch, Map<String, JsonNode> more) {

  private static final Set<String> KNOWN = Set.of("epoch");

  /// Copies the map.
  public DeleteExtension {
    more = Map.copyOf(more);
  }

  /// Without further keys.
  public DeleteExtension(long epoch) {
    this(epoch, Map.of());
  }

  static @Nullable DeleteExtension read(Fields parent) {
    if (!parent.has(StartExtension.KEY)) {
      return null;
    }
    var fields = parent.child(StartExtension.KEY);
    return new DeleteExtension(fields.number("epoch", 0), fields.others(KNOWN));
  }

  void write(ObjectNode parent) {
    var tree = parent.putObject(StartExtension.KEY);
    tree.put("epoch", epoch);
    tree.setAll(new LinkedHashMap<>(more));
  }
}
