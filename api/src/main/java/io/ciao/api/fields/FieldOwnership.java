package io.ciao.api.fields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.FieldPath;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import java.util.List;
import java.util.Set;

/// What each kind of write makes of the owners of an object's fields. Immutable; cheap to make.
public final class FieldOwnership {
  /// What names an object or is the server's own; nobody owns it.
  private static final Set<String> METADATA_WITHOUT_OWNER =
      Set.of(
          "name",
          "namespace",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "managedFields",
          "selfLink");

  private final KindDefinition kind;

  public FieldOwnership(KindDefinition kind) {
    this.kind = kind;
  }

  /// The outcome of an apply.
  ///
  /// @param object as it would be, without defaults for what the apply left out or removed
  /// @param owners of its fields then
  /// @param conflicts what would be taken from others; a caller that does not force refuses if
  ///   there are any
  public record Applied(ObjectNode object, ManagedFields owners, List<Conflict> conflicts) {}

  /// Takes nulls that mean "absent" out of what is applied, in place.
  public void dropNulls(ObjectNode config) {
    Shape.dropNulls(kind.schema(), config);
  }

  /// Everything in a new object that somebody can own: what its creator does.
  public FieldSet all(ObjectNode object) {
    return FieldChanges.between(kind.schema(), nothing(), part(object, false)).set();
  }

  /// The paths in which two versions differ, as far as a write through this subresource may change
  /// them.
  ///
  /// @param statusOnly whether the write is to the status alone
  public FieldChanges changes(ObjectNode old, ObjectNode next, boolean statusOnly) {
    return FieldChanges.between(kind.schema(), part(old, statusOnly), part(next, statusOnly));
  }

  /// Applies.
  ///
  /// @param owners of the present object; if there are none, all of it becomes
  ///   [Manager#BEFORE_FIRST_APPLY]'s first
  /// @param live the present object; left as it is
  /// @param config what is applied: all fields that the writer wants to own; left as it is
  /// @param time now, as objects carry times
  /// @throws AppliedFieldException if items of an applied list cannot be told apart
  public Applied apply(
      ManagedFields owners, ObjectNode live, ObjectNode config, Manager writer, String time) {
    var statusOnly = writer.subresource().equals("status");
    var wanted = part(config, statusOnly);
    var before = owners.isEmpty() ? beforeFirstApply(live, writer, time) : owners;
    var schema = kind.schema();
    var merged = (ObjectNode) AppliedMerge.merge(schema, live, wanted, FieldPath.root());
    var last = before.of(writer);
    var set = claims(wanted);
    AppliedPrune.prune(schema, merged, last, before.ofOthers(writer).union(set));
    var changes = changes(live, merged, statusOnly);
    var conflicts = before.conflicts(writer, changes.set());
    var others = before.afterWrite(writer, changes.set(), changes.removed(), time);
    return new Applied(merged, others.withSet(writer, set, time), conflicts);
  }

  /// What a new object's applier owns: what it applied, without defaults.
  public FieldSet claimed(ObjectNode config) {
    return claims(part(config, false));
  }

  private FieldSet claims(ObjectNode part) {
    var owned = part;
    if (part.has("metadata") && part.path("metadata").isEmpty()) {
      owned = Json.object();
      owned.setAll(part);
      owned.remove("metadata");
    }
    return owned.isEmpty() ? FieldSet.EMPTY : Shape.claimed(kind.schema(), owned).below();
  }

  private ManagedFields beforeFirstApply(ObjectNode live, Manager writer, String time) {
    var manager = Manager.update(Manager.BEFORE_FIRST_APPLY, writer.apiVersion(), "");
    var everything =
        FieldChanges.between(kind.schema(), nothing(), ownable(live, true, true)).set();
    return ManagedFields.NONE.afterWrite(manager, everything, FieldSet.EMPTY, time);
  }

  private static ObjectNode nothing() {
    var nothing = Json.object();
    nothing.putObject("metadata");
    return nothing;
  }

  /// The part of an object that a write may change and somebody can own. Shares everything with it.
  private ObjectNode part(ObjectNode object, boolean statusOnly) {
    return statusOnly ? ownable(object, false, true) : ownable(object, true, !kind.hasStatus());
  }

  private static ObjectNode ownable(ObjectNode object, boolean main, boolean status) {
    var part = Json.object();
    for (var field : object.properties()) {
      var name = field.getKey();
      switch (name) {
        case "apiVersion", "kind" -> {}
        case "metadata" -> {
          if (main && field.getValue() instanceof ObjectNode metadata) {
            part.set(name, ownableMetadata(metadata));
          }
        }
        case "status" -> {
          if (status) {
            part.set(name, field.getValue());
          }
        }
        default -> {
          if (main) {
            part.set(name, field.getValue());
          }
        }
      }
    }
    return part;
  }

  private static ObjectNode ownableMetadata(ObjectNode metadata) {
    var part = Json.object();
    for (var field : metadata.properties()) {
      if (!METADATA_WITHOUT_OWNER.contains(field.getKey())) {
        part.set(field.getKey(), field.getValue());
      }
    }
    return part;
  }
}
