package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.fields.ManagedFields;
import io.ciao.apiserver.admission.Draft;
import io.ciao.apiserver.admission.UniqueValues;
import io.ciao.apiserver.auth.Decision;
import io.ciao.apiserver.quota.Charging;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.apiserver.write.Attempt;
import io.ciao.store.Change;
import io.ciao.store.CommitResult;
import io.ciao.store.StoredForm;
import io.ciao.store.StoredObject;
import io.ciao.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Replaces and patches objects, whole or their status. Safe for many threads.
final class Updating {
  /// Which part of an object a write may change.
  enum Part {
    /// All but the status.
    MAIN,
    /// The status alone.
    STATUS
  }

  /// What a client wants changed.
  ///
  /// @param subresource through which it writes; empty for the object itself
  /// @param wanted makes the object that the client wants of the present one (a copy of its own)
  /// @param versionNeeded whether the wanted object has to name the version it is based on
  record Wish(
      Part part, String subresource, Function<ObjectNode, Wanted> wanted, boolean versionNeeded) {

    /// A replacement or patch of an object, or of its status.
    static Wish update(
        boolean statusOnly, UnaryOperator<ObjectNode> wanted, boolean versionNeeded) {
      return new Wish(
          statusOnly ? Part.STATUS : Part.MAIN,
          statusOnly ? "status" : "",
          old -> new Wanted(wanted.apply(old), null),
          versionNeeded);
    }
  }

  /// An object as a client wants it.
  ///
  /// @param owners of its fields where the wish itself decides that; null to derive them from what
  ///   changes
  record Wanted(ObjectNode tree, @Nullable ManagedFields owners) {}

  private final RegistryParts parts;

  Updating(RegistryParts parts) {
    this.parts = parts;
  }

  Written update(Target target, Wish wish, WriteContext context) {
    return parts.writes().run(context.guards(), () -> attempt(target, wish, context));
  }

  Attempt<Written> attempt(Target target, Wish wish, WriteContext context) {
    StoredObject current =
        parts
            .store()
            .get(target.key())
            .orElseThrow(() -> Refusals.notFound(target.resource(), target.name()));
    ObjectNode old = current.tree();
    Wanted wished = wish.wanted().apply(old.deepCopy());
    ObjectNode wanted = wished.tree();
    ObjectIntake intake = new ObjectIntake(target.kind());
    intake.checkIdentity(wanted, target.namespace(), target.name());
    List<String> warnings =
        new ArrayList<>(intake.unknownFields(wanted, context.options().validation()));
    checkBasis(target, current, wanted, wish, intake);
    if (wish.part() == Part.MAIN) {
      parts.admissions().of(target.kind()).beforeUpdate(old, wanted);
    }
    Owners owners = Owners.before(target.kind(), old, wanted, wish, context);
    ObjectNode next = merge(target, wish.part(), old, wanted);
    intake.applyDefaults(next);
    Draft draft = new Draft(next, context.identity(), parts.clock().instant());
    judge(target, wish.part(), old, draft, intake);
    requirePermission(target, context, wish.part(), old, next);
    warnings.addAll(draft.warnings());
    ManagedFields after = owners.after(wished, old, next, draft.now());
    if (next.equals(old) && owners.areAs(after)) {
      return new Attempt.Done<>(new Written(200, current.json(), warnings));
    }
    after.writeTo(next);
    if (leaves(target, next) && !context.options().dryRun()) {
      return remove(target, current, old, draft, warnings);
    }
    StoredForm form = intake.form(next);
    if (context.options().dryRun()) {
      parts.writes().requireRoom(Charging.of(target.resource(), old, next));
      return new Attempt.Done<>(new Written(200, Json.write(next), warnings));
    }
    return replace(target, current, old, new Proposal(draft, form, warnings));
  }

  private static void checkBasis(
      Target target, StoredObject current, ObjectNode wanted, Wish wish, ObjectIntake intake) {
    String version = ObjectTree.resourceVersion(wanted);
    if (wish.versionNeeded() && version.isEmpty() && !target.kind().group().isEmpty()) {
      throw intake.invalid(
          target.name(),
          List.of(
              new Cause(
                  Cause.INVALID,
                  "Invalid value: 0: must be specified for an update",
                  "metadata.resourceVersion")));
    }
    Preconditions.requireUid(target, current, ObjectTree.uid(wanted));
    Preconditions.requireVersion(target, current, version);
  }

  /// The present object with the wished part put in; what the server owns stays.
  private static ObjectNode merge(Target target, Part part, ObjectNode old, ObjectNode wanted) {
    if (part == Part.STATUS) {
      ObjectNode next = old.deepCopy();
      replace(next, "status", wanted);
      return next;
    }
    if (target.kind().hasStatus()) {
      replace(wanted, "status", old);
    }
    ObjectNode metadata = ObjectTree.metadata(wanted);
    ObjectNode oldMetadata = ObjectTree.metadata(old);
    metadata.remove("selfLink");
    for (String field :
        List.of(
            "managedFields",
            "resourceVersion",
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generateName",
            "generation")) {
      replace(metadata, field, oldMetadata);
    }
    if (!content(old).equals(content(wanted))) {
      metadata.put("generation", ObjectTree.generation(old) + 1);
    }
    return wanted;
  }

  private static void replace(ObjectNode tree, String field, ObjectNode from) {
    if (from.has(field)) {
      tree.set(field, from.get(field).deepCopy());
    } else {
      tree.remove(field);
    }
  }

  /// What counts for the generation: everything but metadata and status.
  private static ObjectNode content(ObjectNode tree) {
    ObjectNode content = Json.object();
    content.setAll(tree);
    content.remove(List.of("metadata", "status"));
    return content;
  }

  private void judge(Target target, Part part, ObjectNode old, Draft draft, ObjectIntake intake) {
    List<Cause> problems = new ArrayList<>(intake.problems(draft.tree()));
    problems.addAll(intake.changes(old, draft.tree()));
    problems.addAll(newFinalizers(old, draft.tree()));
    intake.require(target.name(), problems);
    switch (part) {
      case MAIN -> parts.admissions().of(target.kind()).update(old, draft);
      case STATUS -> parts.admissions().of(target.kind()).updateStatus(old, draft);
    }
    intake.require(target.name(), draft.problems());
  }

  private static List<Cause> newFinalizers(ObjectNode old, ObjectNode next) {
    if (!ObjectTree.deleting(old)) {
      return List.of();
    }
    List<String> added = new ArrayList<>(ObjectTree.finalizers(next));
    added.removeAll(ObjectTree.finalizers(old));
    return added.isEmpty()
        ? List.of()
        : List.of(
            Cause.forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new"
                    + " finalizers "
                    + added));
  }

  private void requirePermission(
      Target target, WriteContext context, Part part, ObjectNode old, ObjectNode next) {
    if (part == Part.STATUS) {
      return;
    }
    Decision decision =
        parts.writeRule().decide(context.identity(), target.kind().plural(), old, next);
    if (decision instanceof Decision.Denied denied) {
      throw Refusals.forbidden(target.resource(), target.name(), denied.reason());
    }
  }

  /// An object that is being deleted goes with its last finalizer.
  private boolean leaves(Target target, ObjectNode next) {
    return ObjectTree.deleting(next)
        && ObjectTree.finalizers(next).isEmpty()
        && !parts.admissions().of(target.kind()).holds(next);
  }

  private Attempt<Written> remove(
      Target target, StoredObject current, ObjectNode old, Draft draft, List<String> warnings) {
    parts.admissions().of(target.kind()).remove(draft);
    UniqueValues.claim(target.kind(), old, UniqueValues.nothing(), draft);
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Delete(target.key(), current.version()));
    changes.addAll(draft.companions());
    return Attempt.commit(
            new Transaction(changes, List.of()),
            _ -> new Written(200, Json.write(draft.tree()), warnings))
        .charged(Charging.of(target.resource(), old, null));
  }

  /// An object as it is to be stored.
  private record Proposal(Draft draft, StoredForm form, List<String> warnings) {}

  private Attempt<Written> replace(
      Target target, StoredObject current, ObjectNode old, Proposal proposal) {
    Draft draft = proposal.draft();
    List<String> warnings = proposal.warnings();
    ObjectNode next = draft.tree();
    UniqueValues.claim(target.kind(), old, next, draft);
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Update(target.key(), current.version(), proposal.form()));
    changes.addAll(draft.companions());
    return new Attempt.Commit<>(
            new Transaction(changes, List.of()),
            done -> new Written(200, done.object(target.key()).json(), warnings),
            refused -> refused(refused, target, next))
        .charged(Charging.of(target.resource(), old, next));
  }

  private Attempt.Next<Written> refused(
      CommitResult.Refused refused, Target target, ObjectNode next) {
    if (refused.cause() instanceof CommitResult.Cause.ChangeFailed(int _, Change change)) {
      UniqueValues.requireFree(target.kind(), next, change, parts.store());
    }
    return new Attempt.Next.Again<>();
  }
}
