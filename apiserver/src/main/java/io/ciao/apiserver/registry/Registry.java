package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.patch.Patch;
import io.ciao.apiserver.registry.Updating.Part;
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
  private final Deletion deletion;
  private final TenantDeletion tenants;

  public Registry(RegistryParts parts, TenantDeletion tenants) {
    this.parts = parts;
    this.creation = new Creation(parts);
    this.updating = new Updating(parts);
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
    Part part = statusOnly ? Part.STATUS : Part.MAIN;
    return updating.update(target, new Wish(part, _ -> body.deepCopy(), true), context);
  }

  /// Patches an object, or its status.
  public Written patch(Target target, boolean statusOnly, Patch patch, WriteContext context) {
    Part part = statusOnly ? Part.STATUS : Part.MAIN;
    return updating.update(target, new Wish(part, patch::apply, false), context);
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
