package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.fields.ManagedFields;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.admission.Admission;
import io.ciao.apiserver.admission.Draft;
import io.ciao.apiserver.admission.UniqueValues;
import io.ciao.apiserver.auth.Decision;
import io.ciao.apiserver.instance.StartTraces;
import io.ciao.apiserver.quota.Charging;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.apiserver.write.Attempt;
import io.ciao.store.Change;
import io.ciao.store.CommitResult;
import io.ciao.store.Guard;
import io.ciao.store.ResourceKey;
import io.ciao.store.StoredForm;
import io.ciao.store.StoredObject;
import io.ciao.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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
    intake.checkIdentity(body, namespace, null);
    if (!ObjectTree.resourceVersion(body).isEmpty()) {
      throw Refusals.badRequest("resourceVersion should not be set on objects to be created");
    }
    List<String> warnings = intake.unknownFields(body, context.options().validation());
    Making making = new Making(kind, namespace, body, How.CREATED, context);
    return parts.writes().run(context.guards(), attempts(making)).withWarnings(warnings);
  }

  /// How an object comes into being.
  enum How {
    /// It must not exist.
    CREATED,
    /// It did not exist a moment ago; its creator owns what it applied alone.
    APPLIED
  }

  /// One object to be made.
  ///
  /// @param body without unknown fields, and the receiver's own
  record Making(
      KindDefinition kind,
      @Nullable String namespace,
      ObjectNode body,
      How how,
      WriteContext context) {}

  /// The attempts to make an object; each begins anew.
  Supplier<Attempt<Written>> attempts(Making making) {
    ObjectIntake intake = new ObjectIntake(making.kind());
    ObjectNode body = making.body();
    ObjectTree.metadata(body).remove(SERVERS_OWN);
    if (making.kind().hasStatus()) {
      body.remove("status");
    }
    return () -> {
      Draft draft =
          new Draft(body.deepCopy(), making.context().identity(), parts.clock().instant());
      prepare(intake, making, draft);
      return attempt(making, draft);
    };
  }

  private void prepare(ObjectIntake intake, Making making, Draft draft) {
    Admission admission = parts.admissions().of(making.kind());
    ObjectNode tree = draft.tree();
    admission.beforeCreate(draft);
    ObjectNode metadata = ObjectTree.metadata(tree);
    String prefix = metadata.path("generateName").asText("");
    if (draft.name().isEmpty() && !prefix.isEmpty()) {
      metadata.put("name", parts.identifiers().name(prefix));
    }
    intake.applyDefaults(tree);
    intake.require(draft.name(), intake.problems(tree));
    ManagedFields owners = Owners.ofNew(making, tree, draft.now());
    if (!metadata.hasNonNull("uid")) {
      metadata.put("uid", parts.identifiers().uid());
    }
    metadata.put("creationTimestamp", ObjectTree.time(draft.now()));
    metadata.put("generation", 1);
    admission.create(draft);
    if (making.kind().kind().equals(Instance.KIND) && TraceMarks.wanted(tree)) {
      StartTraces.admitted(tree, draft.now(), parts.clock().instant());
    }
    List<Cause> problems = draft.problems();
    intake.require(draft.name(), problems);
    owners.writeTo(tree);
  }

  private Attempt<Written> attempt(Making making, Draft draft) {
    KindDefinition kind = making.kind();
    WriteContext context = making.context();
    List<String> warnings = draft.warnings();
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
    StoredForm form = new ObjectIntake(kind).form(tree);
    Optional<Charging> charging = Charging.of(target.resource(), null, tree);
    if (context.options().dryRun()) {
      parts.writes().requireRoom(charging);
      return new Attempt.Done<>(new Written(201, Json.write(tree), warnings));
    }
    UniqueValues.claim(kind, UniqueValues.nothing(), tree, draft);
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Create(target.key(), form));
    changes.addAll(draft.companions());
    boolean tryAgain =
        making.how() == How.APPLIED || ObjectTree.metadata(tree).hasNonNull("generateName");
    return new Attempt.Commit<>(
        new Transaction(changes, guards),
        done -> new Written(201, done.object(target.key()).json(), warnings),
        refused -> refused(refused, target, tree, tryAgain),
        charging);
  }

  private Attempt.Next<Written> refused(
      CommitResult.Refused refused, Target target, ObjectNode tree, boolean tryAgain) {
    if (refused.cause() instanceof CommitResult.Cause.ChangeFailed(int _, Change change)) {
      UniqueValues.requireFree(target.kind(), tree, change, parts.store());
    }
    boolean exists =
        refused.cause() instanceof CommitResult.Cause.ChangeFailed failed && failed.index() == 0;
    if (exists && !tryAgain) {
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
      throw Refusals.terminating(target.resource(), target.name(), namespace);
    }
    return new Guard.ResourceAt(key, found.version());
  }

  private static RequestRefused namespaceNotFound(String namespace) {
    return Refusals.notFound(
        new io.ciao.apiserver.status.GroupResource("", "namespaces"), namespace);
  }
}
