package io.ciao.apiserver.admission;

import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.apiserver.tree.ConditionTrees;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.List;

/// The status of a new object on which something has to be done: not ready, and what it waits for.
final class InitialStatus {
  private InitialStatus() {}

  /// Sets `Ready` to False with the reason `Pending`.
  ///
  /// @param message what the object waits for
  static void pending(Draft draft, String message) {
    Condition ready =
        Condition.of(CommonReasons.READY, Condition.FALSE, CommonReasons.PENDING, message)
            .observing(ObjectTree.generation(draft.tree()));
    ObjectTree.map(draft.tree(), "status").remove("conditions");
    ConditionTrees.put(draft.tree(), List.of(ready), draft.now());
  }
}
