package io.ciao.launcher.instance;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// The start histories of this node's instances, in memory. Safe for many threads.
final class Histories {
  private final Map<String, StartHistory> byUid = new ConcurrentHashMap<>(2);

  StartHistory of(String uid) {
    return byUid.getOrDefault(uid, StartHistory.NONE);
  }

  StartHistory change(String uid, UnaryOperator<StartHistory> change) {
    return byUid.compute(
        uid, (_, present) -> change.apply(present == null ? StartHistory.NONE : present));
  }

  void forget(String uid) {
    byUid.remove(uid);
  }
}
