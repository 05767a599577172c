package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.patch.Patch;
import io.ciao.apiserver.registry.Updating.Wish;
import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.tenant.TenantContent;
import io.ciao.apiserver.watch.ObjectFilter;
import org.jspecify.annotations.Nullable;

/// Every write of every kind. Safe for many threads.
public final class Registry {
  private final Creation creation;
  private final Updating updating;
  private final Applying applying;
  private final Scaling scaling;
  private final Deletion deletion;
  private final CollectionDeletion collections;
  private final PairDeletion pairs;

  public Registry(RegistryParts parts, TenantContent content) {
    this.creation = new Creation(parts);
    this.updating = new Updating(parts);
    this.applying = new Applying(parts, creation, updating);
    this.scaling = new Scaling(parts, updating, applying);
    this.deletion = new Deletion(parts);
    this.collections = new CollectionDeletion(parts, deletion);
    this.pairs = new PairDeletion(parts, content);
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
  public Written delete(Target target, DeleteOptions options, WriteContext context) {
    WriteContext whole = dry(options, context);
    return isPair(target.kind())
        ? pairs.delete(target, options, whole)
        : deletion.delete(target, options, whole);
  }

  /// Deletes what a selection holds.
  ///
  /// @param limit at most so many; 0 for all
  public Written deleteCollection(
      KindDefinition kind,
      ObjectFilter filter,
      long limit,
      DeleteOptions options,
      WriteContext context)
      throws InterruptedException {
    if (isPair(kind)) {
      throw Refusals.methodNotAllowed(
          "the server does not allow this method on the requested resource: delete one by one");
    }
    return collections.delete(
        new CollectionDeletion.Wanted(kind, filter, limit), options, dry(options, context));
  }

  /// Replaces the finalizers in the spec of a Namespace.
  public Written finishNamespace(Target target, ObjectNode body, WriteContext context) {
    return pairs.finish(target, body, context);
  }

  /// The end of tenants, for the leader.
  public PairDeletion pairs() {
    return pairs;
  }

  private static boolean isPair(KindDefinition kind) {
    return kind.kind().equals("Tenant") || kind.kind().equals("Namespace");
  }

  private static WriteContext dry(DeleteOptions options, WriteContext context) {
    return new WriteContext(
        context.identity(), context.options().withDryRun(options.dryRun()), context.guards());
  }
}
