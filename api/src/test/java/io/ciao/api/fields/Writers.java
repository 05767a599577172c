package io.ciao.api.fields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.Defaults;
import java.util.List;

/// One object and the writes to it, as a server would do them.
final class Writers {
  static final String TIME = "2026-11-21T10:00:00Z";

  private final FieldOwnership ownership = new FieldOwnership(OwnedKind.KIND);
  private ObjectNode object;

  /// The object as it is after its creation.
  Writers(String creator, ObjectNode created) {
    Defaults.apply(OwnedKind.KIND, created);
    ManagedFields.NONE
        .afterWrite(update(creator), ownership.all(created), FieldSet.EMPTY, TIME)
        .writeTo(created);
    object = created;
  }

  /// An object that was there before ownership was.
  static Writers untracked(ObjectNode object) {
    Writers writers = new Writers("nobody", object);
    object.withObject("/metadata").remove("managedFields");
    return writers;
  }

  static Manager update(String name) {
    return Manager.update(name, OwnedKind.VERSION, "");
  }

  static Manager status(String name) {
    return Manager.update(name, OwnedKind.VERSION, "status");
  }

  static Manager apply(String name) {
    return Manager.apply(name, OwnedKind.VERSION, "");
  }

  ObjectNode object() {
    return object;
  }

  ManagedFields owners() {
    return ManagedFields.of(object);
  }

  /// Replaces the object, or its status if the writer writes that.
  void replace(Manager writer, ObjectNode next) {
    boolean statusOnly = writer.subresource().equals("status");
    Defaults.apply(OwnedKind.KIND, next);
    FieldChanges changes = ownership.changes(object, next, statusOnly);
    ManagedFields before = owners();
    ManagedFields after =
        before.isEmpty()
            ? before
            : before.afterWrite(writer, changes.set(), changes.removed(), TIME);
    after.writeTo(next);
    object = next;
  }

  /// Applies; changes nothing if there are conflicts that are not forced.
  List<Conflict> apply(Manager writer, ObjectNode config, boolean force) {
    FieldOwnership.Applied applied = ownership.apply(owners(), object, config, writer, TIME);
    if (applied.conflicts().isEmpty() || force) {
      Defaults.apply(OwnedKind.KIND, applied.object());
      applied.owners().writeTo(applied.object());
      object = applied.object();
    }
    return applied.conflicts();
  }
}
