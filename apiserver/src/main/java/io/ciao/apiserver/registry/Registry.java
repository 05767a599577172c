package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.patch.Patch;
import io.ciao.apiserver.registry.Updating.Wish;
import io.ciao.apiserver.request.WriteOptions;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StatusError;
import io.ciao.apiserver.tenant.TenantDeletion;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.StoredObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every write of every kind. Safe for many threads.
public final class Registry {
  private final RegistryParts parts;
  private final Creation creation;
  private final Updating updating;
  private final Applying applying;
  private final Scaling scaling;
  private final Deletion deletion;
  private final TenantDeletion tenants;

  public Registry(RegistryParts parts, TenantDeletion tenants) {
    this.parts = parts;
    this.creation = new Creation(parts);
    this.updating = new Updating(parts);
    this.applying = new Applying(parts, creation, updating);
    this.scaling = new Scaling(parts, updating);
    this.deletion = new Deletion(parts);
    this.tenants = tenants;
  }

  /// Creates an object.
  ///
  /// @param namespace null for a cluster-scoped kind
  public Written create(
      KindDefinition kind, @Nullable String namespace, ObjectNode body, WriteContext context) {
    return creation.create(kind, namespace, body, context);
  }

  /// Replaces an object, or its status.
  ///
  /// @param body read, and this method's own
  public Written replace(Target target, boolean statusOnly, ObjectNode body, WriteContext context) {
    return updating.update(target, Wish.update(statusOnly, _ -> body.deepCopy(), true), context);
  }

  /// Patches an object, or its status.
  public Written patch(Target target, boolean statusOnly, Patch patch, WriteContext context) {
    return updating.update(target, Wish.update(statusOnly, patch::apply, false), context);
  }

  /// Applies on the server's side: the object is made if there is none.
  ///
  /// @param config read, and this method's own
  /// @param mayCreate called before an object is created; throws if the client may not
  public Written apply(
      Target target,
      boolean statusOnly,
      ObjectNode config,
      WriteContext context,
      Runnable mayCreate) {
    return applying.apply(target, statusOnly, config, context, mayCreate);
  }

  /// Reads and changes the number of replicas of a kind that has one.
  public Scaling scaling() {
    return scaling;
  }

  /// Deletes an object, or marks it until its finalizers are gone.
  ///
  /// @param options a `DeleteOptions` tree; may be empty
  public Written delete(Target target, ObjectNode options, WriteContext context) {
    JsonNode dryRun = options.path("dryRun");
    boolean dry = WriteOptions.dryRun(ObjectTree.texts(dryRun));
    WriteContext whole =
        new WriteContext(context.identity(), context.options().withDryRun(dry), context.guards());
    String kind = target.kind().kind();
    if (kind.equals("Tenant") || kind.equals("Namespace")) {
      return deleteTenant(target, options, whole);
    }
    return deletion.delete(target, options, whole);
  }

  private Written deleteTenant(Target target, ObjectNode options, WriteContext context) {
    parts
        .writes()
        .run(
            List.of(),
            () -> {
              StoredObject current =
                  parts
                      .store()
                      .get(target.key())
                      .orElseThrow(() -> Refusals.notFound(target.resource(), target.name()));
              Preconditions.require(target, current, options.path("preconditions"));
              tenants.refuseIfUsed(target.name(), target.resource());
              return new io.ciao.apiserver.write.Attempt.Done<>(true);
            });
    if (!context.options().dryRun()) {
      tenants.delete(target.name(), target.resource());
    }
    return new Written(
        200, Json.write(StatusError.success(target.resource(), target.name(), "")), List.of());
  }
}
