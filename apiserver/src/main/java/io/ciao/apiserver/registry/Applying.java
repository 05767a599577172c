package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.fields.AppliedFieldException;
import io.ciao.api.fields.Conflict;
import io.ciao.api.fields.FieldOwnership;
import io.ciao.api.fields.ManagedFields;
import io.ciao.api.fields.Manager;
import io.ciao.api.schema.KindDefinition;
import io.ciao.apiserver.registry.Creation.How;
import io.ciao.apiserver.registry.Creation.Making;
import io.ciao.apiserver.registry.Updating.Part;
import io.ciao.apiserver.registry.Updating.Wanted;
import io.ciao.apiserver.registry.Updating.Wish;
import io.ciao.apiserver.status.ApplyConflict;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.apiserver.write.Attempt;
import java.util.List;
import java.util.function.Supplier;

/// Server-side apply: makes an object, or makes the fields that the client names what it says and
/// its own. Safe for many threads.
final class Applying {
  private final RegistryParts parts;
  private final Creation creation;
  private final Updating updating;

  Applying(RegistryParts parts, Creation creation, Updating updating) {
    this.parts = parts;
    this.creation = creation;
    this.updating = updating;
  }

  /// Applies.
  ///
  /// @param config read, and this method's own
  /// @param mayCreate called before an object is created; throws if the client may not
  Written apply(
      Target target,
      boolean statusOnly,
      ObjectNode config,
      WriteContext context,
      Runnable mayCreate) {
    KindDefinition kind = target.kind();
    ObjectIntake intake = new ObjectIntake(kind);
    requireWhole(config, kind);
    intake.checkIdentity(config, target.namespace(), target.name());
    if (!ObjectTree.metadata(config).path("managedFields").isEmpty()) {
      throw Refusals.badRequest("metadata.managedFields must be nil");
    }
    ObjectTree.metadata(config).remove("managedFields");
    List<String> warnings = intake.unknownFields(config, context.options().validation());
    new FieldOwnership(kind).dropNulls(config);
    Supplier<Attempt<Written>> creating =
        creation.attempts(
            new Making(kind, target.namespace(), config.deepCopy(), How.APPLIED, context));
    Part part = statusOnly ? Part.STATUS : Part.MAIN;
    Wish wish = wish(kind, part, statusOnly ? "status" : "", config, context);
    return parts
        .writes()
        .run(
            context.guards(),
            () -> {
              if (statusOnly || parts.store().get(target.key()).isPresent()) {
                return updating.attempt(target, wish, context);
              }
              mayCreate.run();
              requireNew(target, config);
              return creating.get();
            })
        .withWarnings(warnings);
  }

  private static void requireWhole(ObjectNode config, KindDefinition kind) {
    if (!config.hasNonNull("apiVersion") || !config.hasNonNull("kind")) {
      throw Refusals.badRequest(
          "an applied object names its apiVersion and kind: "
              + kind.apiVersion()
              + ", "
              + kind.kind());
    }
  }

  /// Whoever names a version or uid means an object that is there.
  private static void requireNew(Target target, ObjectNode config) {
    if (!ObjectTree.resourceVersion(config).isEmpty() || !ObjectTree.uid(config).isEmpty()) {
      throw Refusals.conflict(
          target.resource(),
          target.name(),
          "it names a uid or resourceVersion, but no such object exists");
    }
  }

  /// Applies by a subresource other than status; it creates nothing.
  ///
  /// @param config what of the object the subresource says; this method's own
  Written applyPart(Target target, String subresource, ObjectNode config, WriteContext context) {
    return updating.update(
        target, wish(target.kind(), Part.MAIN, subresource, config, context), context);
  }

  private Wish wish(
      KindDefinition kind, Part part, String subresource, ObjectNode config, WriteContext context) {
    FieldOwnership ownership = new FieldOwnership(kind);
    Manager writer = Manager.apply(context.fieldManager(), kind.apiVersion(), subresource);
    return new Wish(
        part,
        subresource,
        live -> {
          FieldOwnership.Applied applied = applied(kind, live, config, writer);
          List<Conflict> conflicts =
              ClientSideApply.remaining(ownership, live, writer, applied.conflicts());
          if (!conflicts.isEmpty() && !context.force()) {
            throw ApplyConflict.of(conflicts);
          }
          ObjectNode tree = applied.object();
          // What the client says the object must be is judged like that of an update.
          for (String field : List.of("resourceVersion", "uid")) {
            if (config.path("metadata").hasNonNull(field)) {
              ObjectTree.metadata(tree).set(field, config.path("metadata").get(field));
            }
          }
          return new Wanted(tree, applied.owners());
        },
        false);
  }

  private FieldOwnership.Applied applied(
      KindDefinition kind, ObjectNode live, ObjectNode config, Manager writer) {
    try {
      String now = ObjectTree.time(parts.clock().instant());
      return new FieldOwnership(kind).apply(ManagedFields.of(live), live, config, writer, now);
    } catch (AppliedFieldException e) {
      throw Refusals.invalid(
          kind.group(),
          kind.kind(),
          ObjectTree.name(config),
          List.of(Cause.invalid(e.path(), e.problem())));
    }
  }
}
