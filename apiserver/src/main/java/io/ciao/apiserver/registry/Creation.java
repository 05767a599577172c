package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.admission.Admission;
import io.ciao.apiserver.admission.Draft;
import io.ciao.apiserver.auth.Decision;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.apiserver.write.Attempt;
import io.ciao.store.Change;
import io.ciao.store.CommitResult;
import io.ciao.store.Guard;
import io.ciao.store.ResourceKey;
import io.ciao.store.StoredObject;
import io.ciao.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Creates objects. Safe for many threads.
final class Creation {
  /// What a client may send and the server sets.
  private static final Set<String> SERVERS_OWN =
      Set.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation",
          "managedFields",
          "selfLink");

  private final RegistryParts parts;

  Creation(RegistryParts parts) {
    this.parts = parts;
  }

  /// Creates an object.
  ///
  /// @param namespace null for a cluster-scoped kind
  /// @param body read and this method's own
  Written create(
      KindDefinition kind, @Nullable String namespace, ObjectNode body, WriteContext context) {
    ObjectIntake intake = new ObjectIntake(kind);
    Admission admission = parts.admissions().of(kind);
    List<String> warnings = new ArrayList<>();
    intake.checkIdentity(body, namespace, null);
    if (!ObjectTree.resourceVersion(body).isEmpty()) {
      throw Refusals.badRequest("resourceVersion should not be set on objects to be created");
    }
    warnings.addAll(intake.unknownFields(body, context.options().validation()));
    ObjectTree.metadata(body).remove(SERVERS_OWN);
    if (kind.hasStatus()) {
      body.remove("status");
    }
    return parts
        .writes()
        .run(
            context.guards(),
            () -> {
              Draft draft = new Draft(body.deepCopy(), context.identity(), parts.clock().instant());
              prepare(intake, admission, draft);
              List<String> said = new ArrayList<>(warnings);
              said.addAll(draft.warnings());
              return attempt(kind, draft, context, said);
            });
  }

  private void prepare(ObjectIntake intake, Admission admission, Draft draft) {
    ObjectNode tree = draft.tree();
    admission.beforeCreate(draft);
    ObjectNode metadata = ObjectTree.metadata(tree);
    String prefix = metadata.path("generateName").asText("");
    if (draft.name().isEmpty() && !prefix.isEmpty()) {
      metadata.put("name", parts.identifiers().name(prefix));
    }
    intake.applyDefaults(tree);
    intake.require(draft.name(), intake.problems(tree));
    if (!metadata.hasNonNull("uid")) {
      metadata.put("uid", parts.identifiers().uid());
    }
    metadata.put("creationTimestamp", ObjectTree.time(draft.now()));
    metadata.put("generation", 1);
    admission.create(draft);
    List<Cause> problems = draft.problems();
    intake.require(draft.name(), problems);
    intake.requireSize(tree);
  }

  private Attempt<Written> attempt(
      KindDefinition kind, Draft draft, WriteContext context, List<String> warnings) {
    ObjectNode tree = draft.tree();
    String namespace = kind.namespaced() ? draft.namespace() : null;
    Target target = new Target(kind, namespace, draft.name());
    Decision decision = parts.writeRule().decide(context.identity(), kind.plural(), null, tree);
    if (decision instanceof Decision.Denied denied) {
      throw Refusals.forbidden(target.resource(), target.name(), denied.reason());
    }
    List<Guard> guards = namespace == null ? List.of() : List.of(openNamespace(namespace, target));
    if (parts.store().get(target.key()).isPresent()) {
      throw Refusals.alreadyExists(target.resource(), target.name());
    }
    if (context.options().dryRun()) {
      return new Attempt.Done<>(new Written(201, Json.write(tree), warnings));
    }
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Create(target.key(), tree));
    changes.addAll(draft.companions());
    boolean generated = ObjectTree.metadata(tree).hasNonNull("generateName");
    return new Attempt.Commit<>(
        new Transaction(changes, guards),
        done -> new Written(201, done.object(target.key()).json(), warnings),
        refused -> refused(refused, target, generated));
  }

  private static Attempt.Next<Written> refused(
      CommitResult.Refused refused, Target target, boolean generated) {
    boolean exists =
        refused.cause() instanceof CommitResult.Cause.ChangeFailed failed && failed.index() == 0;
    if (exists && !generated) {
      throw Refusals.alreadyExists(target.resource(), target.name());
    }
    return new Attempt.Next.Again<>();
  }

  /// The namespace as a condition of the write: a deletion that has begun since makes the write
  /// look again.
  private Guard openNamespace(String namespace, Target target) {
    ResourceKey key = ResourceKey.cluster("namespaces", namespace);
    StoredObject found = parts.store().get(key).orElseThrow(() -> namespaceNotFound(namespace));
    if (found.view().path("status").path("phase").asText("").equals("Terminating")) {
      throw Refusals.forbidden(
          target.resource(),
          target.name(),
          "unable to create new content in namespace "
              + namespace
              + " because it is being terminated");
    }
    return new Guard.ResourceAt(key, found.version());
  }

  private static RequestRefused namespaceNotFound(String namespace) {
    return Refusals.notFound(
        new io.ciao.apiserver.status.GroupResource("", "namespaces"), namespace);
  }
}
