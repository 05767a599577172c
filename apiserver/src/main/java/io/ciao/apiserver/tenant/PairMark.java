package io.ciao.apiserver.tenant;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.tree.ObjectTree;
import java.time.Instant;

/// The mark of a Tenant and a Namespace that are being deleted. Pure.
///
/// A Namespace is kept by `kubernetes` in `spec.finalizers`, as clients expect, and a Tenant by its
/// Namespace; `metadata.finalizers` of both keep both.
public final class PairMark {
  /// What keeps a Namespace until its content is gone.
  public static final String FINALIZER = "kubernetes";

  /// The phase of a Namespace in which nothing is created.
  public static final String TERMINATING = "Terminating";

  private PairMark() {}

  /// Either half as it is while it is being deleted.
  ///
  /// @param half changed in place
  public static void put(ObjectNode half, Instant now) {
    ObjectNode metadata = ObjectTree.metadata(half);
    metadata.put("deletionTimestamp", ObjectTree.time(now));
    if (half.path("kind").asText().equals("Namespace")) {
      ObjectTree.map(half, "status").put("phase", TERMINATING);
      hold(half);
      return;
    }
    metadata.put("deletionGracePeriodSeconds", 0);
    metadata.put("generation", ObjectTree.generation(half) + 1);
    TerminationConditions.tenantBegins(half, now);
  }

  /// Adds what keeps a Namespace until its content is gone, unless it is there.
  public static void hold(ObjectNode namespace) {
    if (isHeld(namespace)) {
      return;
    }
    ObjectNode spec = ObjectTree.map(namespace, "spec");
    ArrayNode finalizers =
        spec.get("finalizers") instanceof ArrayNode found ? found : spec.putArray("finalizers");
    finalizers.add(FINALIZER);
  }

  /// Whether the content of a Namespace has to go before it.
  public static boolean isHeld(ObjectNode namespace) {
    return ObjectTree.texts(namespace.path("spec").path("finalizers")).contains(FINALIZER);
  }
}
