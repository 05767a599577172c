package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.apiserver.admission.Draft;
import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.tenant.PairMark;
import io.ciao.apiserver.tenant.TenantContent;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.apiserver.write.Attempt;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import io.ciao.store.ResourceKey;
import io.ciao.store.StoredObject;
import io.ciao.store.SystemKeys;
import io.ciao.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// Deletes a Tenant with its Namespace: marks both in one transaction, after which every create in
/// it fails (its transaction compares the Namespace). The leader removes the content and then both;
/// conditions on both say what it waits for. Safe for many threads.
public final class PairDeletion {
  /// The tenant that shares with all others and is never deleted.
  private static final String SYSTEM_TENANT = "default";

  private static final List<String> HALVES = List.of("tenants", "namespaces");

  private final RegistryParts parts;
  private final TenantContent content;

  public PairDeletion(RegistryParts parts, TenantContent content) {
    this.parts = parts;
    this.content = content;
  }

  /// Marks both halves; answers with the half that was named. Asked again it answers the same.
  Written delete(Target target, DeleteOptions options, WriteContext context) {
    return parts.writes().run(context.guards(), () -> attempt(target, options, context));
  }

  private Attempt<Written> attempt(Target target, DeleteOptions options, WriteContext context) {
    StoredObject current = current(target);
    Preconditions.require(target, current, options);
    if (target.name().equals(SYSTEM_TENANT)) {
      throw Refusals.forbidden(
          target.resource(), target.name(), "the tenant default is the system's");
    }
    Map<ResourceKey, ObjectNode> marked = new HashMap<>();
    List<Change> changes = new ArrayList<>();
    for (String half : HALVES) {
      StoredObject stored =
          parts.store().get(ResourceKey.cluster(half, target.name())).orElse(null);
      if (stored != null && !stored.deleting()) {
        ObjectNode tree = stored.tree();
        PairMark.put(tree, parts.clock().instant());
        marked.put(stored.key(), tree);
        changes.add(new Change.Update(stored.key(), stored.version(), tree));
      }
    }
    ObjectNode own = marked.get(target.key());
    if (own == null && changes.isEmpty()) {
      return new Attempt.Done<>(new Written(200, current.json(), List.of()));
    }
    if (context.options().dryRun()) {
      byte[] shown = own == null ? current.json() : Json.write(own);
      return new Attempt.Done<>(new Written(200, shown, List.of()));
    }
    return Attempt.commit(
        new Transaction(changes, List.of()),
        done ->
            new Written(
                200, own == null ? current.json() : done.object(target.key()).json(), List.of()));
  }

  /// Replaces the finalizers in a Namespace's spec (`…/finalize`). The one that waits for the
  /// content stays until there is none.
  ///
  /// @param body a Namespace; nothing but its `spec.finalizers` counts
  Written finish(Target target, ObjectNode body, WriteContext context) {
    ObjectIntake intake = new ObjectIntake(target.kind());
    intake.checkIdentity(body, null, target.name());
    return parts.writes().run(context.guards(), () -> attemptFinish(target, body, context));
  }

  private Attempt<Written> attemptFinish(Target target, ObjectNode body, WriteContext context) {
    StoredObject current = current(target);
    Preconditions.requireUid(target, current, ObjectTree.uid(body));
    Preconditions.requireVersion(target, current, ObjectTree.resourceVersion(body));
    ObjectNode next = current.tree();
    JsonNode wished = body.path("spec").path("finalizers");
    ArrayNode finalizers = ObjectTree.map(next, "spec").putArray("finalizers");
    ObjectTree.texts(wished).forEach(finalizers::add);
    boolean released = current.deleting() && !PairMark.isHeld(next);
    String left = released ? content.named(target.name()) : "";
    if (!left.isEmpty()) {
      throw Refusals.conflict(
          target.resource(),
          target.name(),
          "the finalizer kubernetes stays while the namespace holds "
              + left
              + "; delete them, or remove what keeps them");
    }
    if (context.options().dryRun() || next.equals(current.tree())) {
      return new Attempt.Done<>(new Written(200, Json.write(next), List.of()));
    }
    return Attempt.commit(
        Transaction.of(new Change.Update(target.key(), current.version(), next)),
        done -> new Written(200, done.object(target.key()).json(), List.of()));
  }

  /// Says in the conditions of both halves what is left; writes only what changed.
  ///
  /// @param said changes either half's tree in place
  public void say(String tenant, Consumer<ObjectNode> said, WriteContext context) {
    parts
        .writes()
        .<Boolean>run(
            context.guards(),
            () -> {
              List<Change> changes = new ArrayList<>();
              for (StoredObject half : halves(tenant)) {
                ObjectNode tree = half.tree();
                said.accept(tree);
                if (half.deleting() && !tree.equals(half.tree())) {
                  changes.add(new Change.Update(half.key(), half.version(), tree));
                }
              }
              return changes.isEmpty()
                  ? new Attempt.Done<>(true)
                  : Attempt.commit(new Transaction(changes, List.of()), _ -> true);
            });
  }

  /// Removes both halves, whose content is gone, unless [#kept] keeps them.
  public void remove(String tenant, WriteContext context) {
    parts
        .writes()
        .<Boolean>run(
            context.guards(),
            () -> {
              List<Change> changes = new ArrayList<>();
              if (kept(tenant).isEmpty()) {
                for (StoredObject half : halves(tenant)) {
                  Draft draft = new Draft(half.tree(), context.identity(), parts.clock().instant());
                  parts.admissions().of(content.half(half.key().resource())).remove(draft);
                  changes.add(new Change.Delete(half.key(), half.version()));
                  changes.addAll(draft.companions());
                }
                changes.add(forget(SystemKeys.usage(tenant)));
                changes.add(forget(SystemKeys.guard("tenantnetworks", tenant)));
              }
              return changes.isEmpty()
                  ? new Attempt.Done<>(true)
                  : Attempt.commit(new Transaction(changes, List.of()), _ -> true);
            });
  }

  private static Change forget(String key) {
    return new Change.DeleteSystem(key, Expected.any());
  }

  /// Finalizers of somebody else on either half, which keep both.
  public List<String> kept(String tenant) {
    List<String> finalizers = new ArrayList<>();
    for (StoredObject half : halves(tenant)) {
      ObjectNode tree = half.tree();
      finalizers.addAll(ObjectTree.finalizers(tree));
      finalizers.addAll(ObjectTree.texts(tree.path("spec").path("finalizers")));
    }
    finalizers.removeIf(PairMark.FINALIZER::equals);
    return finalizers;
  }

  private List<StoredObject> halves(String tenant) {
    return HALVES.stream()
        .map(half -> parts.store().get(ResourceKey.cluster(half, tenant)).orElse(null))
        .filter(Objects::nonNull)
        .toList();
  }

  private StoredObject current(Target target) {
    return parts
        .store()
        .get(target.key())
        .orElseThrow(() -> Refusals.notFound(target.resource(), target.name()));
  }
}
