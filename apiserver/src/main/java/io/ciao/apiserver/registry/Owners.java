package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.fields.FieldOwnership;
import io.ciao.api.fields.FieldSet;
import io.ciao.api.fields.ManagedFields;
import io.ciao.api.fields.Manager;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.registry.Creation.How;
import io.ciao.apiserver.registry.Creation.Making;
import io.ciao.apiserver.registry.Updating.Part;
import io.ciao.apiserver.registry.Updating.Wanted;
import io.ciao.apiserver.registry.Updating.Wish;
import io.ciao.apiserver.tree.ObjectTree;
import java.time.Instant;

/// Who owns the fields of an object before and after one write. Confined to one attempt.
final class Owners {
  private final KindDefinition kind;
  private final ManagedFields stored;
  private final ManagedFields before;
  private final Manager writer;
  private final boolean statusOnly;

  private Owners(
      KindDefinition kind,
      ManagedFields stored,
      ManagedFields before,
      Manager writer,
      boolean statusOnly) {
    this.kind = kind;
    this.stored = stored;
    this.before = before;
    this.writer = writer;
    this.statusOnly = statusOnly;
  }

  /// The owners of a new object: whoever creates it owns all of it, defaults too; whoever applies
  /// it, what it applied.
  ///
  /// @param tree with defaults, without what admission adds
  static ManagedFields ofNew(Making making, ObjectNode tree, Instant now) {
    FieldOwnership ownership = new FieldOwnership(making.kind());
    String name = making.context().fieldManager();
    String version = making.kind().apiVersion();
    boolean applied = making.how() == How.APPLIED;
    FieldSet set = applied ? ownership.claimed(making.body()) : ownership.all(tree);
    Manager manager =
        applied ? Manager.apply(name, version, "") : Manager.update(name, version, "");
    return ManagedFields.NONE.afterWrite(manager, set, FieldSet.EMPTY, ObjectTree.time(now));
  }

  /// The owners that a write begins with: those that are stored, unless the client sends others.
  /// Through a subresource, and as a node, it cannot.
  ///
  /// @param wanted the object as the client wants it
  static Owners before(
      KindDefinition kind, ObjectNode old, ObjectNode wanted, Wish wish, WriteContext context) {
    ManagedFields stored = ManagedFields.of(old);
    boolean mayRewrite = wish.subresource().isEmpty() && !context.identity().isNode();
    Manager writer = Manager.update(context.fieldManager(), kind.apiVersion(), wish.subresource());
    return new Owners(
        kind,
        stored,
        mayRewrite ? rewritten(stored, old, wanted) : stored,
        writer,
        wish.part() == Part.STATUS);
  }

  /// A list that cannot be read, or is missing, comes from a client that knows nothing of owners.
  private static ManagedFields rewritten(ManagedFields stored, ObjectNode old, ObjectNode wanted) {
    JsonNode sent = wanted.path("metadata").path("managedFields");
    if (!sent.isArray() || sent.equals(old.path("metadata").path("managedFields"))) {
      return stored;
    }
    if (ManagedFields.isReset(sent)) {
      return ManagedFields.NONE;
    }
    return ManagedFields.sent(sent).filter(owners -> !owners.isEmpty()).orElse(stored);
  }

  /// The owners after the write. An object without owners stays so until it is applied to.
  ///
  /// @param next the object as it will be stored
  ManagedFields after(Wanted wanted, ObjectNode old, ObjectNode next, Instant now) {
    if (wanted.owners() != null) {
      return wanted.owners();
    }
    if (before.isEmpty()) {
      return before;
    }
    var changes = new FieldOwnership(kind).changes(old, next, statusOnly);
    return before.afterWrite(writer, changes.set(), changes.removed(), ObjectTree.time(now));
  }

  /// Whether the stored owners are these.
  boolean areAs(ManagedFields after) {
    return stored.ownsAs(after);
  }
}
