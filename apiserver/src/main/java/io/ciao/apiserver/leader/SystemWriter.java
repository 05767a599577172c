package io.ciao.apiserver.leader;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.registry.Registry;
import io.ciao.apiserver.registry.Target;
import io.ciao.apiserver.registry.WriteContext;
import io.ciao.apiserver.request.WriteOptions;
import io.ciao.apiserver.request.WriteOptions.FieldValidation;
import io.ciao.store.Guard;
import io.ciao.store.ResourceKey;
import io.ciao.store.Term;
import java.util.List;
import java.util.Set;

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

  /// Creates an object that has nothing but a name; the schema's defaults are the rest.
  void create(String kindName, ResourceKey key) {
    KindDefinition kind = kinds.require(kindName);
    ObjectNode body = Json.object();
    body.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    body.putObject("metadata").put("name", key.name());
    body.putObject("spec");
    registry.create(kind, key.namespace(), body, context);
  }

  void delete(String kindName, ResourceKey key) {
    Target target = new Target(kinds.require(kindName), key.namespace(), key.name());
    registry.delete(target, Json.object(), context);
  }
}
