package io.ciao.scheduler.presence;

import io.ciao.api.instance.Instance;
import io.ciao.api.meta.Condition;
import io.ciao.api.node.Node;
import java.util.List;

/// One step of a pass over a node.
sealed interface NodeReadinessAction {
  /// Write these conditions of the node, all that it has, among them a new `Ready`.
  record SetConditions(Node node, List<Condition> conditions) implements NodeReadinessAction {
    public SetConditions {
      conditions = List.copyOf(conditions);
    }
  }

  /// Say of an instance whether its node is heard.
  record SetNodeAvailable(Instance instance, Condition condition) implements NodeReadinessAction {}
}
