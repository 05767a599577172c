package io.ciao.apiserver.leader;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.registry.Registry;
import io.ciao.apiserver.registry.Target;
import io.ciao.apiserver.registry.WriteContext;
import io.ciao.apiserver.registry.Written;
import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.request.WriteOptions;
import io.ciao.apiserver.request.WriteOptions.FieldValidation;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.Guard;
import io.ciao.store.HandPut;
import io.ciao.store.ResourceKey;
import io.ciao.store.StoredObject;
import io.ciao.store.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes through the registry as the system itself, under one term.
final class SystemWriter {
  private static final Identity SYSTEM =
      new Identity("system:apiserver", Set.of(Identity.ADMINS), Set.of(), "");

  private final Registry registry;
  private final KindRegistry kinds;
  private final WriteContext context;

  SystemWriter(Registry registry, KindRegistry kinds, Term term) {
    this.registry = registry;
    this.kinds = kinds;
    this.context =
        new WriteContext(
            SYSTEM,
            new WriteOptions(false, FieldValidation.STRICT),
            List.of(new Guard.LeaderTerm(term)));
  }

  /// How the system writes in this term.
  WriteContext context() {
    return context;
  }

  /// Creates an object that has nothing but a name; the schema's defaults are the rest, and nobody
  /// owns them: whoever applies the object later meets no conflict.
  void create(String kindName, ResourceKey key) {
    KindDefinition kind = kinds.require(kindName);
    ObjectNode body = Json.object();
    body.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    body.putObject("metadata").put("name", key.name());
    body.putObject("spec");
    registry.apply(new Target(kind, key.namespace(), key.name()), false, body, context, () -> {});
  }

  /// Creates an object.
  void create(KindDefinition kind, @Nullable String namespace, ObjectNode body) {
    registry.create(kind, namespace, body, context);
  }

  /// Puts a hand-put object through admission and into the place of the value that was read.
  ///
  /// @param served the last good version, of which it is an update; empty for a create
  /// @return whether something was written: an update that changes nothing is not
  boolean takeIn(KindDefinition kind, HandPut seen, Optional<StoredObject> served) {
    ResourceKey key = seen.key();
    ObjectNode body = seen.tree().deepCopy();
    List<Guard> guards = new ArrayList<>(context.guards());
    guards.add(new Guard.ValueAt(key, seen.modRevision()));
    WriteContext taking = new WriteContext(SYSTEM, context.options(), guards);
    ObjectTree.metadata(body).remove("resourceVersion");
    if (served.isEmpty()) {
      registry.create(kind, key.namespace(), body, taking);
      return true;
    }
    String version = Long.toString(served.get().version());
    ObjectTree.metadata(body).put("resourceVersion", version);
    Target target = new Target(kind, key.namespace(), key.name());
    Written written = registry.replace(target, false, body, taking);
    return !ObjectTree.resourceVersion(Json.parse(written.json())).equals(version);
  }

  /// Under which every write happens.
  List<Guard> guards() {
    return context.guards();
  }

  /// Creates an object with its content.
  void create(ObjectNode body) {
    KindDefinition kind = kinds.require(body.path("kind").asText());
    registry.create(kind, null, body, context);
  }

  /// Replaces a cluster-scoped object that carries the version it is based on.
  void replace(ObjectNode body, ResourceKey key) {
    KindDefinition kind = kinds.require(body.path("kind").asText());
    registry.replace(new Target(kind, null, key.name()), false, body, context);
  }

  /// Deletes an object if it is still as it was seen.
  void delete(String kindName, StoredObject seen) {
    ResourceKey key = seen.key();
    Target target = new Target(kinds.require(kindName), key.namespace(), key.name());
    registry.delete(target, DeleteOptions.seen(seen.uid(), seen.version(), null), context);
  }
}
