package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.admission.Admission;
import io.ciao.apiserver.admission.Draft;
import io.ciao.apiserver.admission.UniqueValues;
import io.ciao.apiserver.quota.Charging;
import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StatusError;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.apiserver.write.Attempt;
import io.ciao.store.Change;
import io.ciao.store.StoredObject;
import io.ciao.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Deletes objects: at once, or marked until the last finalizer is gone. Safe for many threads.
///
/// What becomes of dependents is said by finalizers on the object: `foregroundDeletion` and
/// `orphan` keep it until the garbage collector has seen to them; without either they are collected
/// once it is gone.
final class Deletion {
  private final RegistryParts parts;

  Deletion(RegistryParts parts) {
    this.parts = parts;
  }

  /// Deletes or marks. An object that is marked already may be told otherwise about its dependents.
  Written delete(Target target, DeleteOptions options, WriteContext context) {
    return parts.writes().run(context.guards(), () -> attempt(target, options, context));
  }

  private Attempt<Written> attempt(Target target, DeleteOptions options, WriteContext context) {
    StoredObject current =
        parts
            .store()
            .get(target.key())
            .orElseThrow(() -> Refusals.notFound(target.resource(), target.name()));
    Preconditions.require(target, current, options);
    ObjectNode tree = current.tree();
    List<String> present = ObjectTree.finalizers(tree);
    List<String> finalizers = options.finalizers(present);
    if (current.deleting() && !finalizers.isEmpty() && finalizers.equals(present)) {
      return new Attempt.Done<>(new Written(marked(options), current.json(), List.of()));
    }
    Admission admission = parts.admissions().of(target.kind());
    Optional<String> inUse = current.deleting() ? Optional.empty() : admission.keeps(tree);
    if (inUse.isPresent()) {
      throw Refusals.conflict(target.resource(), target.name(), inUse.get());
    }
    return finalizers.isEmpty()
        ? remove(target, current, tree, context)
        : mark(target, current, new Marking(tree, finalizers, options), context);
  }

  /// What an object is marked with.
  private record Marking(ObjectNode tree, List<String> finalizers, DeleteOptions options) {}

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
    UniqueValues.claim(target.kind(), tree, UniqueValues.nothing(), draft);
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Delete(target.key(), current.version()));
    changes.addAll(draft.companions());
    return Attempt.commit(new Transaction(changes, List.of()), _ -> gone)
        .charged(Charging.of(target.resource(), tree, null));
  }

  private Attempt<Written> mark(
      Target target, StoredObject current, Marking marking, WriteContext context) {
    ObjectNode next = marking.tree().deepCopy();
    ObjectTree.setFinalizers(next, marking.finalizers());
    Draft draft = new Draft(next, context.identity(), parts.clock().instant());
    if (!current.deleting()) {
      ObjectNode metadata = ObjectTree.metadata(next);
      metadata.put("deletionTimestamp", ObjectTree.time(draft.now()));
      metadata.put("deletionGracePeriodSeconds", 0);
      metadata.put("generation", ObjectTree.generation(next) + 1);
    }
    parts.admissions().of(target.kind()).update(marking.tree(), draft);
    int code = marked(marking.options());
    if (context.options().dryRun()) {
      return new Attempt.Done<>(new Written(code, Json.write(next), List.of()));
    }
    return Attempt.commit(
        Transaction.of(new Change.Update(target.key(), current.version(), next)),
        done -> new Written(code, done.object(target.key()).json(), List.of()));
  }

  /// The code of an answer that shows an object which still stands.
  private static int marked(DeleteOptions options) {
    return options.promptly() ? 202 : 200;
  }
}
