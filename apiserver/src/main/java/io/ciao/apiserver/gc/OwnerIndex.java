package io.ciao.apiserver.gc;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the cache indexes for the garbage collector. No selector of a client can name these fields.
/// Pure.
public final class OwnerIndex {
  /// The uids of an object's owners.
  static final String OWNERS = "gc/owners";

  /// The uids of the owners whose deletion in the foreground waits for the object.
  static final String BLOCKS = "gc/blocks";

  /// What the collector looks at an object for: [#OWNED], [#FOREGROUND], [#ORPHAN].
  static final String STATE = "gc/state";

  /// All of them.
  public static final Set<String> FIELDS = Set.of(OWNERS, BLOCKS, STATE);

  static final String OWNED = "owned";
  static final String FOREGROUND = "foreground";
  static final String ORPHAN = "orphan";

  private OwnerIndex() {}

  /// Adds an object's values; none for an object without owners that is not being deleted.
  public static void add(JsonNode object, Map<String, List<String>> index) {
    List<String> state = new ArrayList<>();
    JsonNode owners = object.path("metadata").path("ownerReferences");
    if (owners.isArray() && !owners.isEmpty()) {
      state.add(OWNED);
      addOwners(owners, index);
    }
    if (ObjectTree.deleting(object)) {
      List<String> finalizers = ObjectTree.finalizers(object);
      if (finalizers.contains(DeleteOptions.FOREGROUND)) {
        state.add(FOREGROUND);
      }
      if (finalizers.contains(DeleteOptions.ORPHAN)) {
        state.add(ORPHAN);
      }
    }
    if (!state.isEmpty()) {
      index.put(STATE, List.copyOf(state));
    }
  }

  private static void addOwners(JsonNode owners, Map<String, List<String>> index) {
    List<String> uids = new ArrayList<>();
    List<String> blocked = new ArrayList<>();
    for (JsonNode owner : owners) {
      String uid = owner.path("uid").asText("");
      uids.add(uid);
      if (owner.path("blockOwnerDeletion").asBoolean()) {
        blocked.add(uid);
      }
    }
    index.put(OWNERS, List.copyOf(uids));
    if (!blocked.isEmpty()) {
      index.put(BLOCKS, List.copyOf(blocked));
    }
  }
}
