package io.ciao.ssntp.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What ciao adds to START: all that a start needs, so that it works without the API.
///
/// @param epoch the binding's epoch
/// @param objects whole API objects: Instance, Image, SSHKeys …; whoever gets them must not change
///   them
/// @param more further keys as they are
public record StartExtension(long epoch, List<ObjectNode> objects, Map<String, JsonNode> more) {

  static final String KEY = "ciao";

  private static final Set<String> KNOWN = Set.of("epoch", "objects");

  /// Copies list and map.
  public StartExtension {
    objects = List.copyOf(objects);
    more = Map.copyOf(more);
  }

  /// Without further keys.
  public StartExtension(long epoch, List<ObjectNode> objects) {
    this(epoch, objects, Map.of());
  }

  static @Nullable StartExtension read(Fields parent) {
    if (!parent.has(KEY)) {
      return null;
    }
    var fields = parent.child(KEY);
    return new StartExtension(
        fields.number("epoch", 0), fields.objects("objects"), fields.others(KNOWN));
  }

  void write(ObjectNode parent) {
    var tree = parent.putObject(KEY);
    tree.put("epoch", epoch);
    tree.putArray("objects").addAll(objects);
    tree.setAll(new LinkedHashMap<>(more));
  }
}
