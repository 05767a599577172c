package io.ciao.apiserver.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.meta.Finalizers;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a permitted write may contain, for those who may write only a part of an object. Pure but
/// for the [NodeView].
public final class WriteRule {
  private static final String SYSTEM_FINALIZER_PREFIX = "ciao.io/";

  private final NodeView view;
  private final RoleWrites roles;

  /// Rules over one view of the cluster.
  ///
  /// @param roles judges what is written to roles and bindings
  public WriteRule(NodeView view, RoleWrites roles) {
    this.view = view;
    this.roles = roles;
  }

  /// Judges a create (old is null) or change of a main resource.
  ///
  /// @param changed the object as it would be stored
  public Decision decide(
      Identity identity, String resource, @Nullable ObjectNode old, ObjectNode changed) {
    if (identity.isAdmin()) {
      return Decision.ALLOWED;
    }
    if (resource.equals("events") && identity.isNode()) {
      String node = identity.nodeName().orElseThrow();
      Decision before = old == null ? Decision.ALLOWED : event(node, old);
      return before instanceof Decision.Denied ? before : event(node, changed);
    }
    if (old == null) {
      return roles.decide(identity, resource, null, changed);
    }
    if (!identity.isNode() && !identity.isScheduler()) {
      return systemFinalizerGone(old, changed)
          ? Decision.denied("finalizers of ciao.io are removed by the system when their time comes")
          : roles.decide(identity, resource, old, changed);
    }
    return switch (resource) {
      case "instances" -> instance(identity, old, changed);
      case "concentrators" ->
          identity.isNode() ? onlyRemoves(Finalizers.CONCENTRATOR, old, changed) : Decision.ALLOWED;
      case "externalips" -> onlyRemoves(Finalizers.EXTERNAL_IP, old, changed);
      default -> roles.decide(identity, resource, old, changed);
    };
  }

  private static Decision instance(Identity identity, ObjectNode old, ObjectNode changed) {
    if (identity.isScheduler() && onlyOwners(old, changed)) {
      return Decision.ALLOWED;
    }
    if (identity.isScheduler() && old.path("status").path("binding").isObject()) {
      return Decision.denied(
          "the instance is bound; the agent of its node removes the finalizer, not a scheduler");
    }
    return onlyRemoves(Finalizers.NODE, old, changed);
  }

  /// Instance sets take instances in and let them go.
  private static boolean onlyOwners(ObjectNode old, ObjectNode changed) {
    ObjectNode before = without(old);
    ObjectNode after = without(changed);
    ObjectTree.metadata(before).remove("ownerReferences");
    ObjectTree.metadata(after).remove("ownerReferences");
    return before.equals(after)
        && ObjectTree.finalizers(old).equals(ObjectTree.finalizers(changed));
  }

  /// Whether a finalizer that stands for something real would go.
  private static boolean systemFinalizerGone(ObjectNode old, ObjectNode changed) {
    List<String> left = ObjectTree.finalizers(changed);
    return ObjectTree.finalizers(old).stream()
        .anyMatch(one -> one.startsWith(SYSTEM_FINALIZER_PREFIX) && !left.contains(one));
  }

  /// The change may remove one finalizer of an object that is being deleted, and nothing else.
  private static Decision onlyRemoves(String finalizer, ObjectNode old, ObjectNode changed) {
    List<String> expected = new ArrayList<>(ObjectTree.finalizers(old));
    expected.remove(finalizer);
    List<String> found = ObjectTree.finalizers(changed);
    boolean finalizersFit = found.equals(expected) || found.equals(ObjectTree.finalizers(old));
    if (!finalizersFit || !without(old).equals(without(changed))) {
      return Decision.denied("of this object, only the finalizer " + finalizer + " may be removed");
    }
    return Decision.allowedIf(
        found.equals(ObjectTree.finalizers(old)) || ObjectTree.deleting(old),
        "the finalizer " + finalizer + " is removed only while the object is being deleted");
  }

  /// The object without what every write touches and without its finalizers; an instance's computed
  /// conditions are the apiserver's own.
  private static ObjectNode without(ObjectNode tree) {
    ObjectNode copy = tree.deepCopy();
    ObjectTree.metadata(copy).remove(Set.of("finalizers", "resourceVersion", "managedFields"));
    copy.remove("status");
    return copy;
  }

  private Decision event(String node, ObjectNode event) {
    String kind = event.path("involvedObject").path("kind").asText("");
    String name = event.path("involvedObject").path("name").asText("");
    String namespace = event.path("involvedObject").path("namespace").asText("");
    boolean own =
        switch (kind) {
          case "Node" -> name.equals(node);
          case "Instance" -> !namespace.isEmpty() && view.bound(node, namespace, name);
          case "Concentrator" -> !namespace.isEmpty() && view.carries(node, namespace, name);
          default -> false;
        };
    return Decision.allowedIf(
        own, "a node writes events about itself, its instances and its concentrators alone");
  }
}
