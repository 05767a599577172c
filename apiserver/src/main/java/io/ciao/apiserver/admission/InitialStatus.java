package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.tree.ObjectTree;

/// The status of a new object on which something has to be done: not ready, and what it waits for.
final class InitialStatus {
  private InitialStatus() {}

  /// Sets `Ready` to False with the reason `Pending`.
  ///
  /// @param message what the object waits for
  static void pending(Draft draft, String message) {
    ObjectNode ready = Json.object();
    ready.put("type", "Ready").put("status", "False").put("reason", "Pending");
    ready.put("message", message);
    ready.put("lastTransitionTime", ObjectTree.time(draft.now()));
    ready.put("observedGeneration", ObjectTree.generation(draft.tree()));
    ObjectTree.map(draft.tree(), "status").putArray("conditions").add(ready);
  }
}
