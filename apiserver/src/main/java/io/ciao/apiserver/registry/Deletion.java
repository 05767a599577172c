package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.admission.Draft;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StatusError;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.apiserver.write.Attempt;
import io.ciao.store.Change;
import io.ciao.store.StoredObject;
import io.ciao.store.Transaction;
import java.util.ArrayList;
import java.util.List;

/// Deletes objects: at once, or marked until the last finalizer is gone. Safe for many threads.
final class Deletion {
  private final RegistryParts parts;

  Deletion(RegistryParts parts) {
    this.parts = parts;
  }

  /// Deletes or marks.
  ///
  /// @param options a `DeleteOptions` tree; may be empty
  Written delete(Target target, ObjectNode options, WriteContext context) {
    return parts.writes().run(context.guards(), () -> attempt(target, options, context));
  }

  private Attempt<Written> attempt(Target target, ObjectNode options, WriteContext context) {
    StoredObject current =
        parts
            .store()
            .get(target.key())
            .orElseThrow(() -> Refusals.notFound(target.resource(), target.name()));
    Preconditions.require(target, current, options.path("preconditions"));
    ObjectNode tree = current.tree();
    if (ObjectTree.finalizers(tree).isEmpty()) {
      return remove(target, current, tree, context);
    }
    if (current.deleting()) {
      return new Attempt.Done<>(new Written(200, current.json(), List.of()));
    }
    return mark(target, current, tree, context);
  }

  private Attempt<Written> remove(
      Target target, StoredObject current, ObjectNode tree, WriteContext context) {
    Written gone =
        new Written(
            200,
            Json.write(StatusError.success(target.resource(), target.name(), current.uid())),
            List.of());
    if (context.options().dryRun()) {
      return new Attempt.Done<>(gone);
    }
    Draft draft = new Draft(tree, context.identity(), parts.clock().instant());
    parts.admissions().of(target.kind()).remove(draft);
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Delete(target.key(), current.version()));
    changes.addAll(draft.companions());
    return Attempt.commit(new Transaction(changes, List.of()), _ -> gone);
  }

  private Attempt<Written> mark(
      Target target, StoredObject current, ObjectNode tree, WriteContext context) {
    ObjectNode next = tree.deepCopy();
    ObjectNode metadata = ObjectTree.metadata(next);
    Draft draft = new Draft(next, context.identity(), parts.clock().instant());
    metadata.put("deletionTimestamp", ObjectTree.time(draft.now()));
    metadata.put("deletionGracePeriodSeconds", 0);
    metadata.put("generation", ObjectTree.generation(tree) + 1);
    parts.admissions().of(target.kind()).update(tree, draft);
    if (context.options().dryRun()) {
      return new Attempt.Done<>(new Written(200, Json.write(next), List.of()));
    }
    return Attempt.commit(
        Transaction.of(new Change.Update(target.key(), current.version(), next)),
        done -> new Written(200, done.object(target.key()).json(), List.of()));
  }
}
