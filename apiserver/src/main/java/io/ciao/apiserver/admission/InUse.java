package io.ciao.apiserver.admission;

import io.ciao.apiserver.status.StoreFailures;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Why an object that others name is not deleted: a sentence that names them.
final class InUse {
  private static final int NAMED_MAX = 5;

  private InUse() {}

  /// What was accepted before counts, also what the cache does not show yet.
  static void catchUp(ResourceStore store) {
    try {
      store.awaitCurrent();
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }

  /// The end of the sentence; empty if nobody uses it.
  ///
  /// @param namespace of the object itself; users of other ones are named with theirs
  static Optional<String> by(List<StoredObject> users, String namespace, String instead) {
    if (users.isEmpty()) {
      return Optional.empty();
    }
    String named =
        users.stream()
            .sorted(Comparator.comparing(StoredObject::key))
            .limit(NAMED_MAX)
            .map(user -> described(user, namespace))
            .collect(Collectors.joining(", "));
    int more = users.size() - NAMED_MAX;
    return Optional.of(
        "it is in use by " + named + (more > 0 ? " and " + more + " more" : "") + "; " + instead);
  }

  private static String described(StoredObject user, String namespace) {
    String kind = user.key().resource().replaceAll("s$", "");
    return namespace.equals(user.key().namespace())
        ? kind + "/" + user.key().name()
        : kind + "/" + user.key().name() + " of tenant " + user.key().namespace();
  }
}
